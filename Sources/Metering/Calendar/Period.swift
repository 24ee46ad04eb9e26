package import Ground

/// A civil period that readings are summed over. The raw value is the label `period`.
package enum Period: String, Sendable, Hashable, CaseIterable {
    case today
    case yesterday
    case thisMonth = "this_month"
    case lastMonth = "last_month"
    case thisYear = "this_year"
    case lastYear = "last_year"
    case lastYearToDate = "last_year_to_date"
    case sameMonthLastYear = "same_month_last_year"
    case sameMonthLastYearToDate = "same_month_last_year_to_date"
    case lastMonthLastYear = "last_month_last_year"
    case rollingYear = "rolling_year"

    /// True if the period needs day sums from before last month.
    package var isLong: Bool {
        switch self {
        case .today, .yesterday, .thisMonth, .lastMonth: false
        default: true
        }
    }

    /// Returns the days of the period at a moment.
    ///
    /// - Parameters:
    ///   - newest: the end of the meter's newest reading. Periods to date end a year before it, and the rolling year
    ///     ends with the newest day that it completes.
    /// - Returns: nil for a period to date, if the newest reading lies before the period that it is compared with.
    package func span(
        at now: Timestamp, newest: Timestamp, _ calendar: MeteringCalendar, _ clock: MeteringCalendar.Clock
    ) -> PeriodSpan? {
        let today = calendar.day(of: now, clock)
        let month = today.month
        func whole(_ days: Range<CivilDay>) -> PeriodSpan { PeriodSpan(days: days, calendar, clock) }
        func toDate(_ running: CivilDay) -> PeriodSpan? {
            guard newest > calendar.start(of: running, clock) else { return nil }
            return PeriodSpan(from: running.yearBefore, until: calendar.yearBefore(newest, clock), calendar, clock)
        }
        switch self {
        case .today: return whole(today..<(today + 1))
        case .yesterday: return whole((today - 1)..<today)
        case .thisMonth: return whole(month.days)
        case .lastMonth: return whole((month - 1).days)
        case .thisYear: return whole(month.year.days)
        case .lastYear: return whole((month.year - 1).days)
        case .lastYearToDate: return toDate(month.year.days.lowerBound)
        case .sameMonthLastYear: return whole((month - 12).days)
        case .sameMonthLastYearToDate: return toDate(month.firstDay)
        case .lastMonthLastYear: return whole((month - 13).days)
        case .rollingYear:
            let end = calendar.day(of: newest, clock)
            return whole(end.yearBefore..<end)
        }
    }
}

/// The days of a period at a moment, and perhaps the beginning of one more.
package struct PeriodSpan: Sendable, Hashable {
    /// Whole days.
    package let days: Range<CivilDay>
    /// The end of the period, if it falls inside the day after ``days``; nil if the period ends with a whole day.
    package let partialEnd: Timestamp?
    /// The time of the period.
    package let time: Range<Timestamp>

    /// Creates a period of whole days.
    package init(days: Range<CivilDay>, _ calendar: MeteringCalendar, _ clock: MeteringCalendar.Clock) {
        self.days = days
        partialEnd = nil
        time = calendar.start(of: days.lowerBound, clock)..<calendar.start(of: days.upperBound, clock)
    }

    /// Creates a period that ends at any time, at or after the start of its first day.
    package init(
        from first: CivilDay, until end: Timestamp, _ calendar: MeteringCalendar, _ clock: MeteringCalendar.Clock
    ) {
        let start = calendar.start(of: first, clock)
        let end = max(start, end)
        let last = max(first, calendar.day(of: end, clock))
        days = first..<last
        partialEnd = end > calendar.start(of: last, clock) ? end : nil
        time = start..<end
    }
}

extension Int {
    /// The dates of a year.
    fileprivate var days: Range<CivilDay> {
        CivilDay(year: self, month: 1, day: 1)..<CivilDay(year: self + 1, month: 1, day: 1)
    }
}

extension CivilDay {
    /// The same date a year before; for 29 February the day after 28 February.
    package var yearBefore: CivilDay {
        let (year, month, day) = date
        return CivilDay(year: year - 1, month: month, day: day)
    }
}
