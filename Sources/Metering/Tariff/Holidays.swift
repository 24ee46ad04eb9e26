package import Ground

/// The days that a tariff treats as holidays.
package struct Holidays: Sendable, Hashable {
    /// Sweden's public holidays.
    package var sweden: Bool
    /// Midsummer Eve, Christmas Eve and New Year's Eve, which are not public holidays but free for most people.
    package var eves: Bool
    package var dates: Set<CivilDay>

    /// Creates a set of holidays: any of the two Swedish lists, and `dates` of the configuration.
    package init(sweden: Bool = true, eves: Bool = false, dates: Set<CivilDay> = []) {
        self.sweden = sweden
        self.eves = eves
        self.dates = dates
    }

    /// Returns true if the day is on any of the lists.
    package func contains(_ day: CivilDay) -> Bool {
        (sweden && SwedishHolidays.isHoliday(day)) || (eves && SwedishHolidays.isEve(day)) || dates.contains(day)
    }
}
