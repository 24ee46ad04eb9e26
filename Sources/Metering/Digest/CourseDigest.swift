package import Ground

/// What a meter has in units of one kind: the series of one ``Course``.
package struct CourseID: Sendable, Hashable {
    package var meter: MeterID
    package var kind: UnitKind

    package init(meter: MeterID, kind: UnitKind) {
        self.meter = meter
        self.kind = kind
    }

    /// - Parameter series: one of the course's series.
    package init(_ series: SeriesID) {
        self.init(meter: series.meter, kind: UnitKind(series.unit))
    }
}

/// What periods and tariffs need of one course, kept day by day: a new day costs the work of a day.
///
/// It holds the same whether it was made at once or day by day, in whatever order the readings came.
package struct CourseDigest: Sendable, Equatable {
    package let id: CourseID
    /// The course as a whole: energies in joules. A reading over midnight counts for each day by what falls into it.
    package private(set) var totals = DayTotals()
    /// Each series by itself, in its unit.
    private var series: [String: DayTotals] = [:]
    /// For each tariff of the rules what its days have to offer, in order of time; empty where the tariff is not for the
    /// meter, or the course is no energy.
    private var candidates: [[Peak]]

    package init(_ id: CourseID, _ rules: DigestRules) {
        self.id = id
        candidates = Array(repeating: [], count: rules.tariffs.count)
    }

    /// The sums of one series, in its unit; each reading counts for the day in which it starts.
    package func totals(inUnit unit: String) -> DayTotals { series[unit] ?? DayTotals() }

    /// The stretch of time whose readings it takes to bring the digest up to date where readings have changed: whole days
    /// of all clocks in use.
    package static func time(toUpdate changed: Range<Timestamp>, _ rules: DigestRules) -> Range<Timestamp> {
        let calendar = rules.calendar
        return rules.clocks.map { calendar.time(of: calendar.days(touching: changed, $0), $0) }
            .reduce(changed) { min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound) }
    }

    /// Computes the days anew that lie within a stretch of time, for each clock those that do so wholly.
    ///
    /// - Parameters:
    ///   - time: of ``time(toUpdate:_:)``. What lies before the rules' horizon is left out.
    ///   - readings: all that touch it, by the units of the course's series, each in order, without overlaps.
    package mutating func update(
        _ time: Range<Timestamp>, with readings: [(unit: String, readings: ReadingColumns)], _ rules: DigestRules,
        at now: Timestamp
    ) {
        let course = Course(readings)
        updateTotals(time, with: readings, course, rules, at: now)
        guard id.kind == .energy else { return }
        let calendar = rules.calendar
        for (index, tariff) in rules.tariffs.enumerated() where tariff.applies(to: id.meter) {
            let first = calendar.day(of: rules.billingTime(of: tariff, ago: 1, at: now).lowerBound, tariff.clock)
            let inside = calendar.days(inside: time, tariff.clock)
            guard first < inside.upperBound else { continue }
            let days = max(first, inside.lowerBound)..<inside.upperBound
            let finder = PeakFinder(tariff: tariff, calendar: calendar)
            let found = (days.lowerBound.number..<days.upperBound.number)
                .flatMap { finder.candidates(of: CivilDay(number: $0), in: course) }
                .sorted { $0.start < $1.start }
            let known = indices(of: calendar.time(of: days, tariff.clock), in: candidates[index])
            candidates[index].replaceSubrange(known, with: found)
        }
    }

    private mutating func updateTotals(
        _ time: Range<Timestamp>, with readings: [(unit: String, readings: ReadingColumns)], _ course: Course,
        _ rules: DigestRules, at now: Timestamp
    ) {
        let (calendar, clock) = (rules.calendar, rules.periodClock)
        let inside = calendar.days(inside: time, clock)
        let first = max(inside.lowerBound, rules.firstSummedDay(at: now))
        guard first < inside.upperBound else { return }
        let days = first..<inside.upperBound
        totals.update(days, with: course.readings, .evenly, calendar, clock)
        // A series that has nothing left there is not among the readings.
        for unit in Set(series.keys).union(readings.map(\.unit)) {
            let own = readings.first { $0.unit == unit }?.readings ?? ReadingColumns()
            series[unit, default: DayTotals()].update(days, with: own, .atStart, calendar, clock)
        }
    }

    /// Forgets what no period speaks of any more.
    package mutating func forget(_ rules: DigestRules, at now: Timestamp) {
        let first = rules.firstSummedDay(at: now)
        totals.forget(before: first)
        for unit in series.keys { series[unit]?.forget(before: first) }
        for (index, tariff) in rules.tariffs.enumerated() {
            let start = rules.billingTime(of: tariff, ago: 1, at: now).lowerBound
            candidates[index].removeAll { $0.start < start }
        }
    }

    /// What a tariff bills in a stretch of time, nil where nothing.
    ///
    /// - Parameter tariff: its place in the rules.
    package func billed(_ tariff: Int, in time: Range<Timestamp>, _ rules: DigestRules) -> BilledPower? {
        let all = candidates[tariff]
        return PeakFinder(tariff: rules.tariffs[tariff], calendar: rules.calendar)
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
