import RawAnswers

/// Replaces private texts in whole answers.
struct AnswerRewriter {
    private var texts: TextRewriter
    private var knownKeys: [ArraySlice<UInt8>: Bool] = [:]

    init(_ texts: TextRewriter) { self.texts = texts }

    mutating func rewritten(_ answer: RawAnswer) -> RawAnswer {
        var answer = answer
        answer.target = rewritten(target: answer.target)
        answer.headers = answer.headers.compactMap { rewritten($0) }
        answer.body = rewritten(body: answer.body)
        return answer
    }

    mutating func rewritten(target: String) -> String { texts.rewritten(target, as: .link) }

    mutating func rewritten(body: [UInt8]) -> [UInt8] {
        if WideText.isOne(body) { return WideText.blanked(body) }
        return JSONRewriter.rewrite(body) { piece, place, bytes in
            switch piece {
            case .key: isKnown(key: bytes) ? nil : rewritten(string: bytes, as: .message)
            case .string: rewritten(string: bytes, as: FieldRole(place))
            case .number: texts.rewritten(number: bytes, as: FieldRole(place))
            case .word, .other: texts.rewritten(bytes, as: .message, isJSON: false)
            }
        }
    }

    private mutating func rewritten(string bytes: ArraySlice<UInt8>, as role: FieldRole) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        // A text that breaks off has no second quote.
        let end = bytes.count > 1 && bytes.last == quote ? [quote] : []
        return [quote] + texts.rewritten(bytes.dropFirst().dropLast(end.count), as: role, isJSON: true) + end
    }

    private mutating func isKnown(key bytes: ArraySlice<UInt8>) -> Bool {
        if let known = knownKeys[bytes] { return known }
        let units = TextUnit.units(of: bytes.dropFirst().dropLast(), isJSON: true)
        let name = String(String.UnicodeScalarView(units.map { $0.scalar ?? "\u{FFFD}" })).lowercased()
        knownKeys[bytes] = FieldRole.isKnown(name)
        return FieldRole.isKnown(name)
    }

    // MARK: Headers

    /// Headers whose values are the gateway's own.
    private static let plain: Set<String> = [
        "age", "api-deprecated-versions", "api-supported-versions", "cache-control", "connection", "content-encoding",
        "content-language", "content-length", "content-type", "date", "expires", "last-modified", "pragma",
        "retry-after", "server", "strict-transport-security", "transfer-encoding", "vary", "via", "x-powered-by",
    ]
    /// Words in the names of headers that hold secrets.
    private static let secret = ["auth", "cookie", "key", "secret", "session", "token", "password", "credential"]

    /// Returns nil for a header to leave out.
    private mutating func rewritten(_ header: RawAnswer.Header) -> RawAnswer.Header? {
        let name = header.name.lowercased()
        if Self.secret.contains(where: name.contains) { return nil }
        let role: FieldRole =
            ["location", "link", "content-location"].contains(name)
            ? .link : Self.plain.contains(name) ? .gatewayHeader : .free
        return RawAnswer.Header(
            name: texts.rewritten(header.name, as: .message), value: texts.rewritten(header.value, as: role))
    }
}
