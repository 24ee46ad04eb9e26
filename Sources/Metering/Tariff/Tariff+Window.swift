package import Ground

extension Tariff {
    /// Hours that count, with their weight. A part that is left out matches everything.
    package struct Window: Sendable, Hashable {
        /// The treatment of holidays: as other days, left out, or the only days.
        package enum HolidayRule: String, Sendable, Hashable, CaseIterable {
            case include, exclude, only
        }

        /// 1 to 12; empty: all.
        package var months: Set<Int> = []
        /// Empty: all.
        package var weekdays: Set<Weekday> = []
        /// The times of day at which an interval may start; nil: at any time.
        package var hours: Hours?
        package var holidays = HolidayRule.include
        /// The factor of the power, above 0.
        package var weight = 1.0
        /// For peaks in this window, instead of the tariff's.
        package var price: Price?

        /// Creates a window that every interval matches, with weight 1.
        package init() {}

        /// Returns true if an interval that starts on `day` at `minute` (0 to 1439, both by the tariff's clock) is in
        /// the window.
        package func matches(day: CivilDay, minute: Int, holidays: Holidays) -> Bool {
            (hours?.contains(minute) ?? true)
                && (weekdays.isEmpty || weekdays.contains(day.weekday))
                && (months.isEmpty || months.contains(day.month.month))
                && (self.holidays == .include || (self.holidays == .only) == holidays.contains(day))
        }
    }

    /// A span of the clock, in minutes from midnight. One over midnight (`22:30-05:15`) has a part on each of two
    /// dates, and each part is judged by its own date.
    package struct Hours: Sendable, Hashable {
        /// 0 to 1439.
        package var start: Int
        /// Exclusive, 0 to 1440; at or before ``start`` if the span runs over midnight.
        package var end: Int

        /// Creates a span of minutes of the day. It runs over midnight if `end` is not after `start`.
        package init(from start: Int, to end: Int) {
            self.start = start
            self.end = end
        }

        /// Returns true if a minute of the day, 0 to 1439, is in the span.
        package func contains(_ minute: Int) -> Bool {
            start < end ? start <= minute && minute < end : start <= minute || minute < end
        }
    }
}

extension Tariff.Interval {
    /// The grid of interval starts, in minutes of the clock.
    package var minutes: Int {
        switch self {
        case .quarter: 15
        case .hour: 60
        case .day: 1440
        }
    }
}
