import Logging

/// Writes JSON (RFC 8259) for log lines.
enum JSONText {
    /// A string with its quotes.
    static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case _ where mustEscape(scalar): json += escape(scalar)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// Returns a value of metadata: whole numbers, finite fractions and Booleans as such, everything else as text.
    static func value(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): string(text)
        case .array(let values): "[\(values.map(Self.value).joined(separator: ","))]"
        case .dictionary(let values):
            "{\(members(of: values).joined(separator: ","))}"
        case .stringConvertible(let convertible):
            switch convertible {
            case let number as any BinaryInteger: number.description
            case let truth as Bool: truth.description
            case let number as Double where number.isFinite: number.description
            default: string(convertible.description)
            }
        }
    }

    private static func members(of values: Logger.Metadata) -> [String] {
        values.sorted { $0.key < $1.key }.map { "\(string($0.key)):\(value($0.value))" }
    }

    /// Returns true for control characters, line separators, and marks that change the direction of text, which a line
    /// or a terminal would obey.
    static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Escapes a scalar with four digits: every one that must be escaped lies below U+10000.
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
