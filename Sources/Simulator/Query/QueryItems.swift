/// One `name=value` of a request's query, decoded.
package struct QueryItem: Sendable, Hashable {
    /// The name, for example `customerNumbers`.
    package var name: String
    /// The value; empty for a name without `=`.
    package var value: String

    /// Creates an item from its decoded name and value.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Reading and writing of queries.
enum QueryItems {
    /// Splits a request target into its path and the items of its query, in order.
    static func split(target: String) -> (path: String, items: [QueryItem]) {
        guard let mark = target.firstIndex(of: "?") else { return (target, []) }
        let query = target[target.index(after: mark)...]
        return (String(target[..<mark]), query.split(separator: "&").map(item))
    }

    static func encode(_ items: [QueryItem]) -> String {
        items.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static func item(_ text: Substring) -> QueryItem {
        guard let mark = text.firstIndex(of: "=") else { return QueryItem(name: decode(text), value: "") }
        return QueryItem(name: decode(text[..<mark]), value: decode(text[text.index(after: mark)...]))
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            // A percent sign without two hexadecimal digits is kept as it is.
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(hexadecimal),
                let low = rest.dropFirst().first.flatMap(hexadecimal)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }

    /// Percent-encodes all characters except the unreserved ones of RFC 3986, 2.3.
    private static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": result.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
