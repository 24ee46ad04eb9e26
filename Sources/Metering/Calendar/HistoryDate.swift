package import Ground

/// A bound of `--from` and `--to`: a civil date, or an exact point in time.
///
/// ```swift
/// HistoryDate("2026-10-01")                   // civil midnight, whatever the time zone will be
/// HistoryDate("2026-10-01T00:00:00Z")         // exact
/// HistoryDate("2026-10-01T02:00:00+02:00")    // the same
/// ```
package enum HistoryDate: Sendable, Equatable {
    case day(CivilDay)
    case exact(Timestamp)

    /// The accepted forms, worded for error messages.
    package static let form = "a date such as 2026-10-01 or an exact time such as 2026-10-01T00:00:00Z"

    /// - Returns: nil if the text is neither a date nor a time with its zone (ISO 8601; `Z` or an offset).
    package init?(_ text: String) {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let day = CivilDay(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self = .day(day)
            return
        }
        guard let time = TimeOfDay(parts[1]) else { return nil }
        self = .exact(Timestamp(milliseconds: Int64(day.number) * Timestamp.millisecondsPerDay + time.milliseconds))
    }

    /// Returns the point in time: midnight of a date by the calendar, or the exact time.
    package func time(_ calendar: MeteringCalendar) -> Timestamp {
        switch self {
        case .day(let day): calendar.start(of: day)
        case .exact(let time): time
        }
    }
}

extension MeteringCalendar {
    /// Returns the time between two bounds; nil if it is empty.
    package func time(from: HistoryDate, to: HistoryDate) -> Range<Timestamp>? {
        let from = from.time(self)
        let to = to.time(self)
        return from < to ? from..<to : nil
    }
}

/// `hh:mm[:ss[.fff]]` and `Z` or `+hh:mm`, as milliseconds from midnight UTC.
private struct TimeOfDay {
    let milliseconds: Int64

    init?(_ text: Substring) {
        let pattern = /(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d\d):(\d\d))/
        guard let match = try? pattern.wholeMatch(in: text)?.output,
            text.utf8.count == text.unicodeScalars.count,
            let hour = Int64(match.1), let minute = Int64(match.2), hour < 24, minute < 60
        else { return nil }
        let second = match.3.flatMap { Int64($0) } ?? 0
        let offsetHour = match.6.flatMap { Int64($0) } ?? 0
        let offsetMinute = match.7.flatMap { Int64($0) } ?? 0
        guard second < 60, offsetHour < 24, offsetMinute < 60 else { return nil }
        let fraction = match.4.map { Int64($0 + String(repeating: "0", count: 3 - $0.count)) ?? 0 } ?? 0
        let offset = (offsetHour * 60 + offsetMinute) * (match.5 == "-" ? -1 : 1)
        milliseconds = ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
    }
}
