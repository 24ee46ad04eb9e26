/// The query of a URL, escaped, in a fixed order.
struct QueryString: Sendable, Equatable {
    /// The ways to write a list (`api.list_encoding`).
    enum ListEncoding: Sendable { case repeated, comma }

    private(set) var text = ""

    mutating func append(_ name: String, _ value: String) {
        text += text.isEmpty ? "" : "&"
        text += name + "=" + Self.escaped(value)
    }

    mutating func append(_ name: String, _ list: [String], _ encoding: ListEncoding) {
        switch encoding {
        case .repeated: for value in list { append(name, value) }
        case .comma: if !list.isEmpty { append(name, list.joined(separator: ",")) }
        }
    }

    /// Replaces the parameter, whatever the case of its name, or appends it.
    mutating func set(_ name: String, to value: String) {
        let others = text.split(separator: "&").filter { pair in
            pair.prefix { $0 != "=" }.lowercased() != name.lowercased()
        }
        text = others.joined(separator: "&")
        append(name, value)
    }

    init() {}

    /// Reads a query that a server has sent. Characters that a URL cannot hold are escaped, so that nothing breaks out
    /// of the request.
    init(sanitizing query: some StringProtocol) {
        for byte in query.utf8 {
            if Self.isPlain(byte) || "%&=+,:;/?@!$'()*".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += Self.percentEncoded(byte)
            }
        }
    }

    /// Returns the value of a parameter as it stands in the query, still escaped; its name in any case.
    func value(of name: String) -> Substring? {
        text.split(separator: "&").last { $0.prefix { $0 != "=" }.lowercased() == name.lowercased() }
            .map { $0.drop { $0 != "=" }.dropFirst() }
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3, and the colon and comma,
    /// which a query may hold (section 3.4) and which keep times and lists readable.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for byte in value.utf8 {
            if isPlain(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += percentEncoded(byte)
            }
        }
        return escaped
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
    }
}
