import NIOCore

extension ByteBuffer {
    /// Appends a text as a JSON string with quotes (RFC 8259, 7).
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

    /// Appends a number, or null.
    mutating func write(_ thousandths: Int64?, _ form: SimulatedObject.NumberForm) {
        guard let thousandths else {
            writeStaticString("null")
            return
        }
        // 32 bytes: 19 digits, a sign, a point and two quotes.
        writeWithUnsafeMutableBytes(minimumWritableBytes: 32) { bytes in
            var cursor = ByteCursor(bytes: bytes)
            cursor.put(thousandths: thousandths, form)
            return cursor.count
        }
    }

    /// Appends the fields of an object that both endpoints send.
    mutating func writeFields(of object: SimulatedObject) {
        for (key, text) in [
            ("customerNumber", object.customerNumber), ("meteringPoint", object.meteringPoint),
            ("installationNumber", object.installationNumber), ("deliveryCategory", object.deliveryCategory),
        ] {
            writeString("\"\(key)\":")
            writeJSON(text)
            writeStaticString(",")
        }
        writeString("\"microproduction\":\(object.microproduction),\"settlement\":")
        writeJSON(object.settlement)
        writeString(",\"subscribedEffect\":\(object.subscribedEffect),\"rateCode\":")
        writeJSON(object.rateCode)
    }

    /// Appends the key `next`.
    mutating func write(_ next: PageWriter.Next) {
        switch next {
        case .text(let text):
            writeStaticString(#","next":"#)
            writeJSON(text)
        case .number(let number): writeString(#","next":\#(number)"#)
        case .json(let json): writeString(",\"next\":\(json)")
        case .end(.null): writeStaticString(#","next":null"#)
        case .end(.empty): writeStaticString(#","next":"""#)
        case .end(.absent): break
        }
    }
}
