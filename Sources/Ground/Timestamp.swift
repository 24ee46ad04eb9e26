/// A point in time as whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The resolution is that of Prometheus' samples, and finer than the API's. Arithmetic is exact, unlike `Date`'s, and
/// needs no Foundation.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the epoch; negative before 1970.
    package var milliseconds: Int64

    /// Creates a point in time from milliseconds since 1970 in UTC.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Seconds since the epoch, the form of times in Prometheus' gauges.
    package var seconds: Double { Double(milliseconds) / 1000 }

    /// The midnight UTC at or before this point.
    package var startOfUTCDay: Timestamp {
        Timestamp(milliseconds: milliseconds - milliseconds.flooredRemainder(by: Self.millisecondsPerDay))
    }

    /// The midnight UTC at or after this point.
    package var endOfUTCDay: Timestamp {
        let start = startOfUTCDay
        return start == self ? self : start + .seconds(86_400)
    }

    package static let millisecondsPerDay: Int64 = 86_400_000

    /// Orders by time.
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Returns the time `duration` later, in whole milliseconds.
    package static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + duration.milliseconds)
    }

    /// Returns the time `duration` earlier, in whole milliseconds.
    package static func - (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds - duration.milliseconds)
    }

    /// Returns the time that passes from `right` to `left`.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC to the millisecond: `2026-10-01T00:00:00.000Z`, the form of the API's own document.
    package var description: String {
        let inDay = milliseconds - startOfUTCDay.milliseconds
        let seconds = inDay / 1000
        return "\(utcDay)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + ".\(padded(inDay % 1000, 3))Z"
    }

    /// The date in UTC.
    package var utcDay: CivilDay { CivilDay(number: Int(startOfUTCDay.milliseconds / Self.millisecondsPerDay)) }

    /// Creates midnight UTC of a date in the proleptic Gregorian calendar.
    package init(utcYear year: Int64, month: Int64, day: Int64) {
        let day = CivilDay(year: Int(year), month: Int(month), day: Int(day))
        self.init(milliseconds: Int64(day.number) * Self.millisecondsPerDay)
    }
}

extension Int64 {
    /// Returns the remainder that is never negative, so that days before 1970 start at midnight too.
    fileprivate func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
