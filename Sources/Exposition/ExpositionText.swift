/// The parts of lines: escaped texts and numbers.
package enum ExpositionText {
    /// Appends a label's value without its quotes: `\`, `"` and newline are escaped in both formats, and all other
    /// bytes stay (text 0.0.4, "Line format"; OpenMetrics 1.0.0, "Escaping").
    package static func appendLabelValue(_ value: String, to bytes: inout [UInt8]) {
        append(value, escapingQuotes: true, to: &bytes)
    }

    /// Appends a help text. Text 0.0.4 knows only `\\` and `\n` there, OpenMetrics also `\"`.
    package static func appendHelp(_ help: String, as format: ExpositionFormat, to bytes: inout [UInt8]) {
        append(help, escapingQuotes: format == .openMetrics, to: &bytes)
    }

    /// Appends a sample's value: the shortest digits that read back as the same double, whole numbers without `.0`,
    /// `NaN`, `+Inf` and `-Inf`.
    package static func appendValue(_ value: Double, to bytes: inout [UInt8]) {
        if let whole = Int64(exactly: value), abs(value) < exactIntegers, !(value == 0 && value.sign == .minus) {
            appendDigits(of: whole, to: &bytes)
        } else if value.isFinite {
            let digits = value.description
            bytes.append(contentsOf: digits.hasSuffix(".0") ? digits.dropLast(2).utf8 : digits[...].utf8)
        } else {
            appendSpecial(value, to: &bytes)
        }
    }

    private static func appendDigits(of number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Appends a bucket's bound (`le`) in OpenMetrics' canonical form (1.0.0, "Numbers" and "Considerations: Canonical
    /// Numbers"): `0.25`, `1.0`, `100000.0`, `1e+06`, `+Inf`. It serves text 0.0.4 too, so that a series keeps its
    /// labels whichever format is scraped.
    package static func appendBound(_ bound: Double, to bytes: inout [UInt8]) {
        guard bound.isFinite else { return appendSpecial(bound, to: &bytes) }
        let description = bound.description
        // From a million on, the canonical form, Go's %g, has an exponent, and Swift's has none.
        guard abs(bound) >= 1e6, !description.utf8.contains(UInt8(ascii: "e")) else {
            bytes.append(contentsOf: description.utf8)
            return
        }
        let parts = description.drop { $0 == "-" }.split(separator: ".")
        var digits = Array(parts.joined().utf8)
        let exponent = parts[0].utf8.count - 1
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if bound < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digits[0])
        if digits.count > 1 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[1...])
        }
        bytes.append(contentsOf: (exponent < 10 ? "e+0\(exponent)" : "e+\(exponent)").utf8)
    }

    /// The bound below which a double represents every whole number.
    private static let exactIntegers = 0x1p53

    private static func appendSpecial(_ value: Double, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
    }

    private static func append(_ text: String, escapingQuotes: Bool, to bytes: inout [UInt8]) {
        let needsEscape = text.withBytes { bytes in
            bytes.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }
        }
        guard needsEscape else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: [byte, byte])
            case UInt8(ascii: "\n"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case UInt8(ascii: "\"") where escapingQuotes: bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            default: bytes.append(byte)
            }
        }
    }
}
