/// The calendar of Stockholm, and of UTC, in milliseconds since 1970-01-01T00:00:00Z and days since 1970-01-01.
///
/// It shares no code with the exporter's calendar, so tests can compare the two.
enum CivilTime {
    static let minute: Int64 = 60_000
    static let quarter: Int64 = 15 * minute
    static let hour: Int64 = 60 * minute
    static let day: Int64 = 24 * hour

    /// Returns the days since the epoch of a date of the Gregorian calendar (Howard Hinnant, days_from_civil).
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``days(year:month:day:)``.
    static func date(ofDay days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendarMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
        return (year, calendarMonth, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    /// Returns the day of the week; 0 is Monday.
    static func weekday(ofDay days: Int64) -> Int {
        let shifted = days + 3  // 1970-01-01 was a Thursday.
        return Int(shifted - floorDivide(shifted, 7) * 7)
    }

    /// Returns the days since the epoch of the UTC day that holds a time.
    static func utcDay(of time: Int64) -> Int64 { floorDivide(time, day) }

    /// Returns the offset of Stockholm's clock from UTC: two hours from the last Sunday of March to the last Sunday of
    /// October, each at 01:00 UTC (directive 2000/84/EC), otherwise one. Years before the directive follow it too.
    static func offset(at time: Int64) -> Int64 {
        let year = date(ofDay: utcDay(of: time)).year
        let begin = lastSunday(year: year, month: 3) * day + hour
        let end = lastSunday(year: year, month: 10) * day + hour
        return time >= begin && time < end ? 2 * hour : hour
    }

    /// Returns the days since the epoch of Stockholm's date at a time.
    static func civilDay(of time: Int64) -> Int64 { utcDay(of: time + offset(at: time)) }

    /// Returns the time at which a date begins in Stockholm.
    static func start(ofCivilDay days: Int64) -> Int64 {
        // The clock changes at 01:00 UTC, so both candidates for midnight have the same offset.
        let approximate = days * day - hour
        return days * day - offset(at: approximate)
    }

    /// Returns the date that is `count` business days after a date; Saturdays and Sundays do not count, holidays count.
    static func businessDay(after days: Int64, count: Int) -> Int64 {
        var current = days
        var left = count
        while left > 0 {
            current += 1
            if weekday(ofDay: current) < 5 { left -= 1 }
        }
        return current
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func lastSunday(year: Int64, month: Int64) -> Int64 {
        // Both months of the rule have 31 days.
        let last = days(year: year, month: month, day: 31)
        return last - Int64((weekday(ofDay: last) + 1) % 7)
    }
}
