/// Numbers multiplied by a factor, in their own form.
enum ScaledNumber {
    /// Multiplies a number that is written with a point or a comma; it keeps its decimals, and has at least three.
    ///
    /// - Returns: nil for a text that is no number, or becomes one that cannot be written plainly.
    static func text(_ text: [Unicode.Scalar], times factor: Double) -> String? {
        let hasComma = text.contains(",")
        let plain = String(String.UnicodeScalarView(text.trimmed.map { $0 == "," ? "." : $0 }))
        guard let number = Double(plain), !text.trimmed.isEmpty else { return nil }
        let decimals = plain.split(separator: ".").dropFirst().first.map { $0.prefix { $0.isNumber }.count } ?? 0
        let places = min(max(decimals, 3), 9)
        let power = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (number * factor * power).rounded()
        // Beyond this a number has no decimals to keep.
        guard scaled.magnitude < 1e15 else { return nil }
        let digits = String(Int64(scaled.magnitude))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var fraction = padded.suffix(places)
        while fraction.count > decimals, fraction.last == "0" { fraction.removeLast() }
        let sign = scaled < 0 ? "-" : ""
        return sign + padded.dropLast(places) + (fraction.isEmpty ? "" : (hasComma ? "," : ".") + fraction)
    }
}
