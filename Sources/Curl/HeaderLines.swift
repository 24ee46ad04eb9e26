/// The headers of a request as libcurl takes them: checked, one line each.
struct HeaderLines {
    /// `Name: value`, `Name;` for an empty value, and `Name:` for what libcurl shall not add of its own.
    private(set) var lines: [String] = []
    /// What no error may show.
    let secrets: [Secret]

    /// Headers that say where the message ends: only libcurl can set them right.
    private static let framing = ["Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Upgrade"]

    /// - Throws: ``CurlError/invalidHeader(name:reason:)``
    init(_ request: CurlRequest) throws(CurlError) {
        var headers = request.headers
        if let value = try request.authentication.headerValue() {
            guard !headers.contains(where: { CurlHeaders.isSame($0.name, "Authorization") }) else {
                throw .invalidHeader(name: "Authorization", reason: "the authentication sets it too")
            }
            headers.append((name: "Authorization", value: value))
        }
        for (name, value) in headers {
            try HeaderLines.check(name: name, value: value)
            let value = value.trimmingBlanks()
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if case .post = request.method {
            // Waiting for "100 Continue" costs a second with servers that never send it.
            let unwanted = ["Expect", "Content-Type"]
            lines += unwanted.filter { name in !headers.contains { CurlHeaders.isSame($0.name, name) } }.map {
                "\($0):"
            }
        }
        // Short values, such as a version, would blot out what an error says and are no secret.
        secrets = headers.map(\.value).filter { $0.utf8.count >= 8 }.map { Secret($0) }
    }

    private static func check(name: String, value: String) throws(CurlError) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isToken) else {
            // The name is shown escaped: it may hold a line break.
            throw .invalidHeader(
                name: name.debugDescription, reason: "the name is not a token (RFC 9110 section 5.6.2)")
        }
        guard !framing.contains(where: { CurlHeaders.isSame($0, name) }) else {
            throw .invalidHeader(name: name, reason: "the connection sets it itself")
        }
        try checkValue(value, of: name)
    }

    /// RFC 9110 section 5.5: no control characters but tab.
    static func checkValue(_ value: String, of name: String) throws(CurlError) {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw .invalidHeader(name: name, reason: "the value holds a line break or another control character")
        }
    }
}
