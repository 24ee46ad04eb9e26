package import Ground

/// The rules of a ``CourseDigest``.
package struct DigestRules: Sendable, Equatable {
    /// The months before the current one whose days long periods may need: two whole years before the newest reading of
    /// a meter that is late.
    private static let longMonths = 26

    package var calendar: MeteringCalendar
    package var tariffs: [Tariff]
    /// The clock by which the days and months of sums begin.
    package var periodClock: MeteringCalendar.Clock
    /// The periods to compute.
    package var periods: Set<Period>

    /// Creates the rules of a configuration.
    package init(
        calendar: MeteringCalendar, tariffs: [Tariff], periodClock: MeteringCalendar.Clock = .civil,
        periods: Set<Period> = Set(Period.allCases)
    ) {
        self.calendar = calendar
        self.tariffs = tariffs
        self.periodClock = periodClock
        self.periods = periods
    }

    /// The clocks of sums and tariffs.
    package var clocks: Set<MeteringCalendar.Clock> { Set(tariffs.map(\.clock)).union([periodClock]) }

    /// Returns the first month whose sums are kept: last month, or, for long periods, one two years before.
    package func firstSummedMonth(at now: Timestamp) -> CivilMonth {
        calendar.month(of: now, periodClock) - (periods.contains(where: \.isLong) ? Self.longMonths : 1)
    }

    /// Returns true if all sums from a day on are kept at a moment. A meter that has got nothing for a year has a rolling
    /// year that began earlier.
    package func keepsSums(from day: CivilDay, at now: Timestamp) -> Bool {
        firstSummedMonth(at: now).firstDay <= day
    }

    /// Returns the months in which a period can begin or end between the first and the last day: this and last month,
    /// and those of the newest reading, of the year before it, and of the year before that.
    ///
    /// - Parameter newest: the end of the meter's newest reading.
    package func monthsByDay(at now: Timestamp, newest: Timestamp) -> [CivilMonth] {
        let month = calendar.month(of: now, periodClock)
        let day = calendar.day(of: newest, periodClock)
        // The year before 29 February ends with February.
        let ends = [day, day.yearBefore, day.yearBefore.yearBefore]
        return [month - 1, month] + ends.map(\.month)
    }

    /// Returns the time from which days matter, for the sums and for the billing periods of each tariff.
    package func horizon(at now: Timestamp) -> Timestamp {
        let sums = calendar.start(of: firstSummedMonth(at: now).firstDay, periodClock)
        return tariffs.map { firstBilledTime(of: $0, at: now) }.reduce(sums, min)
    }

    /// Returns the next midnight of any clock in use, when today becomes yesterday.
    package func nextMidnight(after now: Timestamp) -> Timestamp {
        // Invoiced months are civil, whatever the clock of sums.
        clocks.union([.civil]).map { calendar.start(of: calendar.day(of: now, $0) + 1, $0) }.reduce(
            now + .seconds(2 * 86_400), min)
    }

    /// Returns a billing period of a tariff.
    ///
    /// - Parameters:
    ///   - ago: 0 for the current one, 1 for the one before. A rolling year has none before it: that is empty.
    ///   - newest: the end of the meter's newest reading; a rolling year ends with the newest day that it completes. One
    ///     that began before the peaks that are kept is empty, since its highest peak may be among the others.
    package func billingTime(
        of tariff: Tariff, ago: Int, at now: Timestamp, newest: Timestamp? = nil
    ) -> Range<Timestamp> {
        let month = calendar.month(of: now, tariff.clock)
        switch tariff.billingPeriod {
        case .month: return calendar.time(of: month - ago, tariff.clock)
        case .year:
            let year = month.year - ago
            return calendar.time(
                of: CivilDay(year: year, month: 1, day: 1)..<CivilDay(year: year + 1, month: 1, day: 1), tariff.clock)
        case .rollingYear:
            let end = calendar.day(of: newest ?? now, tariff.clock)
            let time = calendar.time(of: end.yearBefore..<end, tariff.clock)
            let isKnown = ago == 0 && time.lowerBound >= firstBilledTime(of: tariff, at: now)
            return isKnown ? time : time.lowerBound..<time.lowerBound
        }
    }

    /// Returns the start of the earliest billing period shown. The rolling year of a late meter reaches back further, and
    /// is shown up to two months' lateness.
    package func firstBilledTime(of tariff: Tariff, at now: Timestamp) -> Timestamp {
        guard tariff.billingPeriod == .rollingYear else { return billingTime(of: tariff, ago: 1, at: now).lowerBound }
        return calendar.start(of: (calendar.month(of: now, tariff.clock) - 14).firstDay, tariff.clock)
    }
}
