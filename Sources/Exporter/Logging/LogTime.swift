#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Times of log lines: RFC 3339 in UTC with milliseconds, made without Foundation's formatters and their memory.
package enum LogTime {
    /// The time since 1970-01-01T00:00:00Z.
    @Sendable package static func now() -> Duration {
        var time = timespec()
        // Fails only for a clock that is not there, and this one always is.
        clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// A time since 1970 as `2026-10-01T12:00:00.123Z`; parts below a millisecond are cut off.
    package static func format(_ sinceEpoch: Duration) -> String {
        let (seconds, attoseconds) = sinceEpoch.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let (days, ofDay) = flooredDivision(milliseconds, by: 86_400_000)
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        let date = "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
        let (hour, minute) = (ofDay / 3_600_000, ofDay / 60_000 % 60)
        let (second, fraction) = (ofDay / 1_000 % 60, ofDay % 1_000)
        return
            "\(date)T\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2)).\(padded(fraction, to: 3))Z"
    }

    /// The Gregorian date of a day, counted in eras of 400 years that begin on 1 March, so that leap days come last
    /// (Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
    private static func civilDate(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = flooredDivision(daysSinceEpoch + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func flooredDivision(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
