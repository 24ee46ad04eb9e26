/// A date as HTTP writes it, in any of the three forms of RFC 9110 section 5.6.7:
///
///     Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
///     Sunday, 06-Nov-94 08:49:37 GMT   RFC 850, obsolete
///     Sun Nov  6 08:49:37 1994         asctime, obsolete
///
/// The day of the week is not compared with the date.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970-01-01T00:00:00Z; nil for anything else than a date that exists.
    ///
    /// - Parameter now: in the same seconds. A year of two digits that would lie more than 50 years after it is of the
    ///   century before.
    static func seconds(_ text: Substring, now: Double) -> Int64? {
        let parts = text.split(separator: " ")
        let isObsolete = parts.count == 4
        var date: [Substring]
        let time: Substring
        if parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT" {
            (date, time) = ([parts[1], parts[2], parts[3]], parts[4])
            guard date[0].count == 2, date[2].count == 4 else { return nil }
        } else if isObsolete, parts[0].hasSuffix(","), parts[3] == "GMT" {
            (date, time) = (parts[1].split(separator: "-"), parts[2])
            guard date.count == 3, date[0].count == 2, date[2].count == 2 else { return nil }
        } else if parts.count == 5 {
            (date, time) = ([parts[2], parts[1], parts[4]], parts[3])
            guard date[2].count == 4 else { return nil }
        } else {
            return nil
        }
        guard let day = number(date[0]), let month = months.firstIndex(of: String(date[1])), var year = number(date[2]),
            let secondOfDay = secondOfDay(time)
        else { return nil }
        if isObsolete { year = fullYear(year, now: now) }
        guard year >= 1583, (1...daysInMonth(month + 1, year: year)).contains(day) else { return nil }
        return daysSince1970(year: year, month: month + 1, day: day) * 86_400 + secondOfDay
    }

    /// `08:49:37`; a leap second counts as the one after it.
    private static func secondOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }) else { return nil }
        guard let hour = number(parts[0]), let minute = number(parts[1]), let second = number(parts[2]) else {
            return nil
        }
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func fullYear(_ twoDigits: Int64, now: Double) -> Int64 {
        // 31,556,952 seconds are the mean year of the calendar.
        let thisYear = 1970 + Int64((now / 31_556_952).rounded(.down))
        let candidate = thisYear - thisYear % 100 + twoDigits
        return candidate > thisYear + 50 ? candidate - 100 : candidate
    }

    private static func daysInMonth(_ month: Int, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the Gregorian calendar. Years begin in March here, so that the leap day is the last of its year.
    private static func daysSince1970(year: Int64, month: Int, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let shiftedMonth = Int64(month <= 2 ? month + 9 : month - 3)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        let days = shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear
        return days - 719_468
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy(\.isASCIIDigit) ? Int64(text) : nil
    }
}
