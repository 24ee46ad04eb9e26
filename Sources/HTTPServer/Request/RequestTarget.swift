import Ground

/// A request's target, decoded (RFC 9112 section 3.2, RFC 3986).
struct RequestTarget: Hashable {
    /// Decoded, begins with `/`; `*` for the asterisk form.
    let path: String
    let query: [QueryItem]

    /// Reads the origin form, the absolute form, and for OPTIONS the asterisk form.
    ///
    /// - Throws: ``Rejection`` 400 for any other form, for bytes that a target cannot have, and for bad percent
    ///   encoding.
    init(parsing target: String, method: String) throws(Rejection) {
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw Rejection(400, "the target has a character that must be percent-encoded")
        }
        if target == "*" && method == "OPTIONS" {
            path = "*"
            query = []
            return
        }
        let origin = try Self.originForm(of: target)
        let parts = origin.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = try Self.decoded(parts[0], plusIsBlank: false)
        query = parts.count == 2 ? try Self.items(of: parts[1]) : []
    }

    private static func originForm(of target: String) throws(Rejection) -> Substring {
        if target.utf8.first == UInt8(ascii: "/") {
            return target[...]
        }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            guard !authority.isEmpty else { break }
            let origin = rest.dropFirst(authority.count)
            return origin.first == "/" ? origin : "/" + origin
        }
        throw Rejection(400, "the target is neither a path nor an http address")
    }

    private static func items(of query: Substring) throws(Rejection) -> [QueryItem] {
        var items: [QueryItem] = []
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(parts[0], plusIsBlank: true)
            let value = parts.count == 2 ? try decoded(parts[1], plusIsBlank: true) : ""
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    private static func decoded(_ text: Substring, plusIsBlank: Bool) throws(Rejection) -> String {
        let special = { (byte: UInt8) in byte == UInt8(ascii: "%") || (plusIsBlank && byte == UInt8(ascii: "+")) }
        guard text.utf8.contains(where: special) else { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue,
                    high + low > 0
                else {
                    throw Rejection(400, "the target has a bad percent encoding")
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Rejection(400, "the target's percent encoding is not UTF-8")
        }
        return decoded
    }
}
