import Ground

/// Scans the value of an HTTP field (RFC 9110, section 5.6).
struct FieldScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    func isAt(_ character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        position += 1
        return true
    }

    /// Skips to the comma or the end after a malformed element. Closed quotes hide commas; an unclosed quote is an
    /// ordinary character.
    mutating func skipElement() {
        // If one quote is not closed, none after it is.
        var areClosed = true
        while position < bytes.count, bytes[position] != UInt8(ascii: ",") {
            let beginning = position
            if areClosed, isAt("\"") {
                areClosed = tokenOrQuoted() != nil
                if areClosed { continue }
            }
            position = beginning + 1
        }
    }

    mutating func skipBlanks() {
        while position < bytes.count, bytes[position].isHTTPBlank { position += 1 }
    }

    /// Takes one or more token characters; nil if there is none.
    mutating func token() -> String? {
        let start = position
        while position < bytes.count, bytes[position].isHTTPToken { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// Takes a token, or a text in quotes with its escapes removed.
    mutating func tokenOrQuoted() -> String? {
        guard skip("\"") else { return token() }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { return nil }
                text.append(bytes[position])
                position += 1
            default:
                text.append(byte)
            }
        }
        return nil
    }
}
