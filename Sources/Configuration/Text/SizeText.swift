import Ground

/// Sizes in bytes as text: a whole number and a binary unit, as in `256MiB`.
///
/// Units are `B`, `KiB`, `MiB`, `GiB` and `TiB`. `MB` is refused, because it means two different things.
package enum SizeText {
    private static let units: [(name: String, bytes: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// Reads a size in bytes.
    ///
    /// - Throws: ``QuantityTextError`` with the reason and the right form.
    package static func parse(_ text: String) throws(QuantityTextError) -> Int {
        guard !text.isEmpty else { throw malformed(text, "is empty") }
        let digits = text.utf8.prefix { $0.isASCIIDigit }
        let name = String(Substring(text.utf8.dropFirst(digits.count)))
        guard !digits.isEmpty else { throw malformed(text, "is not a size") }
        guard !name.isEmpty else { throw malformed(text, "has no unit") }
        guard let unit = units.first(where: { $0.name == name }) else { throw malformed(text, "is not a size") }
        guard
            let count = Int(Substring(digits)),
            case let (bytes, false) = count.multipliedReportingOverflow(by: unit.bytes)
        else { throw QuantityTextError("\(quoted(text)) is too large") }
        return bytes
    }

    /// Returns bytes as text that ``parse(_:)`` reads back, in the largest unit that needs no fraction.
    package static func format(_ bytes: Int) -> String {
        let unit = units.first { bytes != 0 && bytes.isMultiple(of: $0.bytes) }
        return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }

    private static func malformed(_ text: String, _ reason: String) -> QuantityTextError {
        QuantityTextError(
            "\(quoted(text)) \(reason): write a number and a unit (B, KiB, MiB, GiB, TiB), as in `256MiB`")
    }
}

extension SmallFile.Failure {
    /// Returns the reason that a file cannot be read, for an error.
    ///
    /// - Parameter limit: the largest allowed size in bytes.
    func reason(limit: Int) -> String {
        self == .tooLarge ? "it is larger than \(SizeText.format(limit))" : "\(self)"
    }
}
