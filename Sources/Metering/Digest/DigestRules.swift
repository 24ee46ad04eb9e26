package import Ground

/// The rules that a ``CourseDigest`` is made by.
package struct DigestRules: Sendable, Equatable {
    /// Months before the current one whose days long periods can speak of: two whole years before the newest reading of a meter
    /// that is late.
    private static let longMonths = 26

    package var calendar: MeteringCalendar
    package var tariffs: [Tariff]
    /// The clock by which the days and months of sums begin.
    package var periodClock: MeteringCalendar.Clock
    /// The periods that somebody wants to see.
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

    /// The clocks by which sums and tariffs count.
    package var clocks: Set<MeteringCalendar.Clock> { Set(tariffs.map(\.clock)).union([periodClock]) }

    /// The first day that sums are held of: that of last month, or two years before where long periods are wanted.
    package func firstSummedDay(at now: Timestamp) -> CivilDay {
        (calendar.month(of: now, periodClock) - (periods.contains(where: \.isLong) ? Self.longMonths : 1)).firstDay
    }

    /// From where on days matter: for the sums, and for the billing periods of each tariff.
    package func horizon(at now: Timestamp) -> Timestamp {
        let sums = calendar.start(of: firstSummedDay(at: now), periodClock)
        return tariffs.map { firstBilledTime(of: $0, at: now) }.reduce(sums, min)
    }

    /// When a period next begins by one of the clocks in use: today is then yesterday.
    package func nextMidnight(after now: Timestamp) -> Timestamp {
        // Invoiced months are civil whatever the sums are.
        clocks.union([.civil]).map { calendar.start(of: calendar.day(of: now, $0) + 1, $0) }.reduce(
            now + .seconds(2 * 86_400), min)
    }

    /// A billing period of a tariff.
    ///
    /// - Parameters:
    ///   - ago: 0 for the current one, 1 for the one before, which a rolling year does not have: it is empty.
    ///   - newest: the end of the meter's newest reading; a rolling year ends with the newest day that it completes.
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
            return ago == 0 ? time : time.lowerBound..<time.lowerBound
        }
    }

    /// The start of the earliest billing period that is shown; a rolling year of a meter that is late reaches back further.
    package func firstBilledTime(of tariff: Tariff, at now: Timestamp) -> Timestamp {
        guard tariff.billingPeriod == .rollingYear else { return billingTime(of: tariff, ago: 1, at: now).lowerBound }
        return calendar.start(of: (calendar.month(of: now, tariff.clock) - 14).firstDay, tariff.clock)
    }
}
