package import Ground

/// The rules that a ``CourseDigest`` is made by.
package struct DigestRules: Sendable, Equatable {
    package var calendar: MeteringCalendar
    package var tariffs: [Tariff]
    /// The clock by which the days and months of sums begin.
    package var periodClock: MeteringCalendar.Clock

    package init(calendar: MeteringCalendar, tariffs: [Tariff], periodClock: MeteringCalendar.Clock = .civil) {
        self.calendar = calendar
        self.tariffs = tariffs
        self.periodClock = periodClock
    }

    /// The clocks by which sums and tariffs count.
    var clocks: Set<MeteringCalendar.Clock> { Set(tariffs.map(\.clock)).union([periodClock]) }

    /// The first day that sums are kept of: that of last month.
    package func firstSummedDay(at now: Timestamp) -> CivilDay {
        (calendar.month(of: now, periodClock) - 1).firstDay
    }

    /// From where on readings matter: for the sums, and for the current and the previous billing period of each tariff.
    package func horizon(at now: Timestamp) -> Timestamp {
        let sums = calendar.start(of: firstSummedDay(at: now), periodClock)
        return tariffs.map { billingTime(of: $0, ago: 1, at: now).lowerBound }.reduce(sums, min)
    }

    /// When a period next begins by one of the clocks in use: today is then yesterday.
    package func nextMidnight(after now: Timestamp) -> Timestamp {
        // Invoiced months are civil whatever the sums are.
        clocks.union([.civil]).map { calendar.start(of: calendar.day(of: now, $0) + 1, $0) }.reduce(
            now + .seconds(2 * 86_400), min)
    }

    /// A billing period of a tariff.
    ///
    /// - Parameter ago: 0 for the current one, 1 for the one before.
    package func billingTime(of tariff: Tariff, ago: Int, at now: Timestamp) -> Range<Timestamp> {
        let month = calendar.month(of: now, tariff.clock)
        let months =
            switch tariff.billingPeriod {
            case .month: (month - ago, month - ago + 1)
            case .year: (CivilMonth(year: month.year - ago, month: 1), CivilMonth(year: month.year - ago + 1, month: 1))
            }
        return calendar.start(of: months.0.firstDay, tariff.clock)..<calendar.start(of: months.1.firstDay, tariff.clock)
    }
}
