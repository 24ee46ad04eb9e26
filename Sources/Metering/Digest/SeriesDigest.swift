package import Ground

/// What periods and tariffs need of one series, kept day by day: a new day costs the work of a day.
///
/// It holds the same whether it was made at once or day by day, in whatever order the readings came.
package struct SeriesDigest: Sendable, Equatable {
    package let series: SeriesID
    package private(set) var totals = DayTotals()
    /// For each tariff of the rules what its days have to offer, in order of time; empty where the tariff is not for the
    /// series, or the series' unit is no energy.
    private var candidates: [[Peak]]

    package init(_ series: SeriesID, _ rules: DigestRules) {
        self.series = series
        candidates = Array(repeating: [], count: rules.tariffs.count)
    }

    /// The stretch of time whose readings it takes to bring the digest up to date where readings have changed: whole days
    /// of all clocks in use.
    package static func time(toUpdate changed: Range<Timestamp>, _ rules: DigestRules) -> Range<Timestamp> {
        let clocks = Set(rules.tariffs.map(\.clock)).union([.civil])
        let calendar = rules.calendar
        return clocks.map { calendar.time(of: calendar.days(touching: changed, $0), $0) }
            .reduce(changed) { min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound) }
    }

    /// Computes the days anew that lie within a stretch of time, for each clock those that do so wholly.
    ///
    /// - Parameters:
    ///   - time: of ``time(toUpdate:_:)``. What lies before the rules' horizon is left out.
    ///   - readings: all that touch it, in order, without overlaps.
    package mutating func update(
        _ time: Range<Timestamp>, with readings: ReadingColumns, _ rules: DigestRules, at now: Timestamp
    ) {
        let calendar = rules.calendar
        let summed = calendar.days(inside: time, .civil)
        let firstSummed = rules.firstSummedDay(at: now)
        if firstSummed < summed.upperBound {
            totals.update(max(summed.lowerBound, firstSummed)..<summed.upperBound, with: readings, calendar)
        }
        guard let unit = EnergyUnit(series.unit) else { return }
        for (index, tariff) in rules.tariffs.enumerated() where tariff.applies(to: series.meter) {
            let first = calendar.day(of: rules.billingTime(of: tariff, ago: 1, at: now).lowerBound, tariff.clock)
            let inside = calendar.days(inside: time, tariff.clock)
            guard first < inside.upperBound else { continue }
            let days = max(first, inside.lowerBound)..<inside.upperBound
            let finder = PeakFinder(tariff: tariff, calendar: calendar, unit: unit)
            let found = (days.lowerBound.number..<days.upperBound.number)
                .flatMap { finder.candidates(of: CivilDay(number: $0), in: readings) }
                .sorted { $0.start < $1.start }
            let known = indices(of: calendar.time(of: days, tariff.clock), in: candidates[index])
            candidates[index].replaceSubrange(known, with: found)
        }
    }

    /// Forgets what no period speaks of any more.
    package mutating func forget(_ rules: DigestRules, at now: Timestamp) {
        totals.forget(before: rules.firstSummedDay(at: now))
        for (index, tariff) in rules.tariffs.enumerated() {
            let start = rules.billingTime(of: tariff, ago: 1, at: now).lowerBound
            candidates[index].removeAll { $0.start < start }
        }
    }

    /// What a tariff bills in a stretch of time, nil where nothing.
    ///
    /// - Parameter tariff: its place in the rules.
    package func billed(_ tariff: Int, in time: Range<Timestamp>, _ rules: DigestRules) -> BilledPower? {
        guard let unit = EnergyUnit(series.unit) else { return nil }
        let all = candidates[tariff]
        return PeakFinder(tariff: rules.tariffs[tariff], calendar: rules.calendar, unit: unit)
            .billed(all[indices(of: time, in: all)])
    }

    /// Where the candidates of a stretch of time are: they are in order.
    private func indices(of time: Range<Timestamp>, in peaks: [Peak]) -> Range<Int> {
        let first = peaks.firstIndex { $0.start >= time.lowerBound } ?? peaks.endIndex
        let last = peaks[first...].firstIndex { $0.start >= time.upperBound } ?? peaks.endIndex
        return first..<last
    }
}

extension MeteringCalendar {
    fileprivate func time(of days: Range<CivilDay>, _ clock: Clock) -> Range<Timestamp> {
        start(of: days.lowerBound, clock)..<start(of: days.upperBound, clock)
    }

    /// The dates that a stretch of time touches.
    fileprivate func days(touching time: Range<Timestamp>, _ clock: Clock) -> Range<CivilDay> {
        let first = day(of: time.lowerBound, clock)
        guard !time.isEmpty else { return first..<first }
        return first..<(day(of: time.upperBound - .milliseconds(1), clock) + 1)
    }

    /// The dates whose time lies wholly in a stretch.
    fileprivate func days(inside time: Range<Timestamp>, _ clock: Clock) -> Range<CivilDay> {
        let before = day(of: time.lowerBound, clock)
        let first = start(of: before, clock) < time.lowerBound ? before + 1 : before
        return first..<max(first, day(of: time.upperBound, clock))
    }
}
