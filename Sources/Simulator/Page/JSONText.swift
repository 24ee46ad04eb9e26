import NIOCore

extension ByteBuffer {
    /// A JSON string with its quotes (RFC 8259, 7).
    mutating func writeJSON(_ text: String) {
        writeStaticString("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": writeStaticString("\\\"")
            case "\\": writeStaticString("\\\\")
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                writeString("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: writeString(String(Character(scalar)))
            }
        }
        writeStaticString("\"")
    }
}
