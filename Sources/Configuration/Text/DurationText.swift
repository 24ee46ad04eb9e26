import Ground

/// Durations as Prometheus writes them: a number and a unit, in falling order of the units, as in `15m`, `40d`,
/// `1h30m`.
///
/// Units are `ms`, `s`, `m`, `h`, `d` (24 h), `w` (7 d) and `y` (365 d), each at most once; `0` needs none. Source:
/// "Configuration" of Prometheus' manual, `<duration>`. Serves the configuration and command line flags alike.
package enum DurationText {
    /// The longest duration accepted; a longer one is a typing error.
    package static let longest = Duration.milliseconds(100 * 365 * 24 * 3_600_000)

    /// Units from the longest to the shortest, with their milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 365 * 24 * 3_600_000), ("w", 7 * 24 * 3_600_000), ("d", 24 * 3_600_000), ("h", 3_600_000),
        ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads a duration.
    ///
    /// - Throws: ``QuantityTextError`` with the reason and the right form.
    package static func parse(_ text: String) throws(QuantityTextError) -> Duration {
        if text == "0" { return .zero }
        var rest = text.utf8[...]
        guard !rest.isEmpty else { throw malformed(text, "is empty") }
        var total: Int64 = 0
        var nextUnit = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCIIDigit }
            rest = rest.dropFirst(digits.count)
            let name = String(Substring(rest.prefix { !$0.isASCIIDigit }))
            rest = rest.dropFirst(name.utf8.count)
            guard !digits.isEmpty else { throw malformed(text, "is not a duration") }
            guard !name.isEmpty else { throw malformed(text, "has no unit") }
            guard let unit = units.firstIndex(where: { $0.name == name }) else {
                throw malformed(text, "is not a duration")
            }
            guard unit >= nextUnit else { throw malformed(text, "must name each unit once, the longest first") }
            nextUnit = unit + 1
            guard
                let count = Int64(Substring(digits)),
                case let (product, false) = count.multipliedReportingOverflow(by: units[unit].milliseconds),
                case let (sum, false) = total.addingReportingOverflow(product),
                .milliseconds(sum) <= longest
            else { throw QuantityTextError("\(quoted(text)) is longer than 100 years") }
            total = sum
        }
        return .milliseconds(total)
    }

    /// Returns a duration as text that ``parse(_:)`` reads back; parts below a millisecond are dropped, and a negative
    /// one is `0`.
    ///
    /// Weeks and years are not used, because configuration files usually say `70d` rather than `10w`.
    package static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds.multipliedReportingOverflow(by: 1_000).partialValue + attoseconds / 1_000_000_000_000_000
        guard duration > .zero, rest > 0 else { return "0" }
        var text = ""
        for unit in units.dropFirst(2) where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }

    private static func malformed(_ text: String, _ reason: String) -> QuantityTextError {
        QuantityTextError(
            "\(quoted(text)) \(reason): write a number and a unit (ms, s, m, h, d, w, y), as in `15m` or `1h30m`")
    }
}

/// The reason that a text is no duration or size, and the right form.
package struct QuantityTextError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
