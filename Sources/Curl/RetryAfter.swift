/// The header `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date in any of the three forms of section 5.6.7.
package enum RetryAfter {
    /// The longest delay that is told: what asks for more means "not soon".
    package static let longest = Duration.seconds(10 * 365 * 86_400)

    /// How long to wait from `now` on; nil where the value is neither.
    ///
    /// - Parameters:
    ///   - value: as the header has it, for example `120` or `Fri, 31 Dec 1999 23:59:59 GMT`.
    ///   - now: seconds since 1970-01-01T00:00:00Z.
    /// - Returns: zero for a date in the past and a number below 0, at most ``longest``.
    package static func delay(_ value: String, now: Double) -> Duration? {
        let text = value.trimmingBlanks()
        if let seconds = wholeSeconds(text) { return .seconds(seconds) }
        guard let date = HTTPDate.seconds(text, now: now) else { return nil }
        let wait = Double(date) - now
        guard wait > 0 else { return .zero }
        return min(.milliseconds(Int64(min(wait, Double(longest.components.seconds)) * 1000)), longest)
    }

    /// Decimal digits, also after a minus; too many of them are ``longest``.
    private static func wholeSeconds(_ text: Substring) -> Int64? {
        let isNegative = text.first == "-"
        let digits = text.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty, digits.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        if isNegative { return 0 }
        let longest = longest.components.seconds
        return min(Int64(digits) ?? longest, longest)
    }
}
