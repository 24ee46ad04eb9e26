package import Ground

extension Tariff {
    /// Hours that count, and how much. A part that is left out matches everything.
    package struct Window: Sendable, Hashable {
        /// What becomes of holidays.
        package enum HolidayRule: String, Sendable, Hashable, CaseIterable {
            case include, exclude, only
        }

        /// 1 to 12; empty: all.
        package var months: Set<Int> = []
        /// Empty: all.
        package var weekdays: Set<Weekday> = []
        /// Hours of the clock that an interval may start in, 0 to 23; nil: all. `22-06` is 22, 23, 0, ... 5, and each hour is
        /// judged by its own date.
        package var hours: Set<Int>?
        package var holidays = HolidayRule.include
        /// The power counts so many times, above 0.
        package var weight = 1.0
        /// For peaks in this window, instead of the tariff's.
        package var price: Price?

        package init() {}

        package func matches(day: CivilDay, hour: Int, holidays: Holidays) -> Bool {
            (hours?.contains(hour) ?? true)
                && (weekdays.isEmpty || weekdays.contains(day.weekday))
                && (months.isEmpty || months.contains(day.month.month))
                && (self.holidays == .include || (self.holidays == .only) == holidays.contains(day))
        }
    }
}
