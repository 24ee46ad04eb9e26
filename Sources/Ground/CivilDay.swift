/// A date of the Gregorian calendar, without a time zone.
package struct CivilDay: Sendable, Hashable {
    /// Days since 1970-01-01; negative before.
    package var number: Int

    /// Creates a day from its number; 0 is 1 January 1970.
    package init(number: Int) {
        self.number = number
    }

    /// - Parameters:
    ///   - month: from 1 to 12.
    ///   - day: from 1. A day after the end of its month is a day of the next month.
    package init(year: Int, month: Int, day: Int) {
        // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// The inverse of ``init(year:month:day:)`` (Howard Hinnant's civil_from_days).
    package var date: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let remainder = (number + 3) % 7
        return Weekday(number: remainder < 0 ? remainder + 7 : remainder)
    }

    package var month: CivilMonth {
        let (year, month, _) = date
        return CivilMonth(year: year, month: month)
    }

    /// The Monday on or before it, as ISO 8601 begins weeks.
    package var startOfWeek: CivilDay { self - weekday.number }

    /// Returns the date `days` later.
    package static func + (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number + days) }
    /// Returns the date `days` earlier.
    package static func - (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number - days) }
    /// Returns the number of days from `right` to `left`.
    package static func - (left: CivilDay, right: CivilDay) -> Int { left.number - right.number }
}

/// A range of dates is a collection of them.
extension CivilDay: Strideable {
    /// Orders by date.
    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }
    /// Returns the number of days up to another day.
    package func distance(to other: CivilDay) -> Int { other - self }
    /// Returns the date `days` later.
    package func advanced(by days: Int) -> CivilDay { self + days }
}

extension CivilDay: CustomStringConvertible {
    /// `2026-10-01`
    package var description: String {
        let (year, month, day) = date
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Reads `2026-10-01`; nil if the text is anything else, or not a date of the calendar.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), 1...12 ~= month
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard date == (year, month, day) else { return nil }
    }
}

/// A day of the week.
package enum Weekday: String, Sendable, Hashable, CaseIterable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"

    private static let week = allCases

    /// - Parameter number: 0 for Monday to 6 for Sunday.
    init(number: Int) {
        self = Self.week[number]
    }

    /// 0 is Monday.
    package var number: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}
