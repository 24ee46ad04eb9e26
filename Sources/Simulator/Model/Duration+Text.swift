extension Duration {
    /// Reads Prometheus' durations: `500ms`, `2s`, `15m`, `1h30m`, `7d`.
    ///
    /// - Returns: nil if the text is not a duration.
    package init?(simulatorText text: String) {
        // Longest first, since `m` begins `ms`.
        let units: [(name: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000),
        ]
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        if rest == "0" { rest = "" }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            // Nine digits of weeks stay far below the largest Int64.
            guard !digits.isEmpty, digits.count < 10, let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.milliseconds
        }
        self = .milliseconds(total)
    }

    /// Whole milliseconds, rounded toward zero.
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
