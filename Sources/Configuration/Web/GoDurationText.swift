import Ground

/// Durations as Go and web configuration files write them: `1s`, `250ms`, `1.5h`, `1m30s`.
///
/// Source: `time.ParseDuration`. A whole number without a unit counts nanoseconds, as Go's YAML reader takes it.
enum GoDurationText {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// Returns a duration, exact to a microsecond; nil if the text is malformed, or means more than 100 years.
    static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        if rest.utf8.allSatisfy(\.isASCIIDigit) {
            total = Double(rest) ?? .infinity
        } else {
            while !rest.isEmpty {
                let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
                rest = rest.dropFirst(number.count)
                let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
                rest = rest.dropFirst(name.count)
                guard let count = Double(number), let unit = units.first(where: { $0.name == name }) else { return nil }
                total += count * unit.nanoseconds
            }
        }
        guard total.isFinite, total <= DurationText.longest.inSeconds * 1e9 else { return nil }
        let duration = Duration.nanoseconds(Int64(total.rounded()))
        return isNegative ? .zero - duration : duration
    }
}
