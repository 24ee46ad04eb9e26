package import Ground

/// Sweden's public holidays from 2005 on, when 6 June became one, by the act on public holidays (lagen om allmänna
/// helgdagar, 1989:253).
package enum SwedishHolidays {
    /// Returns a year's public holidays, in order.
    package static func holidays(in year: Int) -> [CivilDay] { days(of: year).filter(isHoliday) }

    /// Returns a year's eves, in order.
    package static func eves(in year: Int) -> [CivilDay] { days(of: year).filter(isEve) }

    /// Returns true for a public holiday, other than an ordinary Sunday.
    package static func isHoliday(_ day: CivilDay) -> Bool {
        let (year, month, dayOfMonth) = day.date
        switch (month, dayOfMonth) {
        case (1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26): return true
        // Midsummer Day and All Saints' Day are each the Saturday among seven dates.
        case (6, 20...26), (10, 31), (11, 1...6): return day.weekday == .saturday
        case (3...6, _):
            // Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday.
            return [-2, 0, 1, 39, 49].contains(day - easterSunday(year))
        default: return false
        }
    }

    /// Returns true for Midsummer Eve, Christmas Eve and New Year's Eve.
    package static func isEve(_ day: CivilDay) -> Bool {
        let (_, month, dayOfMonth) = day.date
        switch (month, dayOfMonth) {
        case (12, 24), (12, 31): return true
        case (6, 19...25): return day.weekday == .friday
        default: return false
        }
    }

    /// Returns Easter Sunday of the Gregorian calendar ("Anonymous Gregorian algorithm", Meeus, Astronomical
    /// Algorithms, 1991).
    package static func easterSunday(_ year: Int) -> CivilDay {
        let century = year / 100
        let golden = year % 19
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7
        let shift = (golden + 11 * epact + 22 * weekday) / 451
        let days = epact + weekday - 7 * shift + 114
        return CivilDay(year: year, month: days / 31, day: days % 31 + 1)
    }

    private static func days(of year: Int) -> Range<CivilDay> {
        CivilDay(year: year, month: 1, day: 1)..<CivilDay(year: year + 1, month: 1, day: 1)
    }
}
