package import Ground

/// The identity of a ``Course``: the series of one meter whose units are of one kind.
package struct CourseID: Sendable, Hashable {
    package var meter: MeterID
    package var kind: UnitKind

    /// Creates the identity of a meter's series in units of `kind`.
    package init(meter: MeterID, kind: UnitKind) {
        self.meter = meter
        self.kind = kind
    }

    /// - Parameter series: one of the course's series.
    package init(_ series: SeriesID) {
        self.init(meter: series.meter, kind: UnitKind(series.unit))
    }
}

/// Day sums and peak candidates of one course, from which the values of periods and tariffs are computed.
///
/// It is kept day by day, so that a new day costs the work of one day; old months can be folded into their totals. The
/// result does not depend on the order in which readings arrive, nor on the number of steps in which they are added.
package struct CourseDigest: Sendable, Equatable {
    package let id: CourseID
    /// The sums of the course; energies are in joules. A reading over midnight counts for each day by its share.
    package private(set) var totals = DayTotals()
    /// Each series by itself, in its unit.
    private var series: [String: DayTotals] = [:]
    /// For each tariff of the rules, the peak candidates of its days, in order of time; empty if the tariff does not
    /// cover the meter, or the course is no energy.
    private var candidates: [[Peak]]

    /// Creates the digest of a course without readings.
    package init(_ id: CourseID, _ rules: DigestRules) {
        self.id = id
        candidates = Array(repeating: [], count: rules.tariffs.count)
    }

    /// Returns the sums of one series, in its unit; each reading counts for the day in which it starts.
    package func totals(inUnit unit: String) -> DayTotals { series[unit] ?? DayTotals() }

    /// Returns the stretch of time whose readings are needed to update the digest after readings have changed: whole
    /// days of all clocks in use.
    package static func time(toUpdate changed: Range<Timestamp>, _ rules: DigestRules) -> Range<Timestamp> {
        let calendar = rules.calendar
        return rules.clocks.map { calendar.time(of: calendar.days(touching: changed, $0), $0) }
            .reduce(changed) { $0.hull(with: $1) }
    }

    /// Computes again the days within a stretch of time; for each clock those that lie in it wholly.
    ///
    /// - Parameters:
    ///   - time: the result of ``time(toUpdate:_:)``, or a part of it.
    ///   - readings: all readings that touch it, by unit, each in order and without overlaps.
    package mutating func update(
        _ time: Range<Timestamp>, with readings: [(unit: String, readings: ReadingColumns)], _ rules: DigestRules
    ) {
        let course = Course(readings)
        updateTotals(time, with: readings, course, rules)
        guard id.kind == .energy else { return }
        let calendar = rules.calendar
        for (index, tariff) in rules.tariffs.enumerated() where tariff.applies(to: id.meter) {
            let days = calendar.days(inside: time, tariff.clock)
            guard !days.isEmpty else { continue }
            let finder = PeakFinder(tariff: tariff, calendar: calendar)
            var found: [Peak] = []
            for number in days.lowerBound.number..<days.upperBound.number {
                let offered = finder.candidates(of: CivilDay(number: number), in: course)
                found += offered.count > 1 ? offered.sorted { $0.start < $1.start } : offered
            }
            replacePeaks(of: index, on: days, with: found, rules)
        }
    }

    private mutating func updateTotals(
        _ time: Range<Timestamp>, with readings: [(unit: String, readings: ReadingColumns)], _ course: Course,
        _ rules: DigestRules
    ) {
        let (calendar, clock) = (rules.calendar, rules.periodClock)
        let days = calendar.days(inside: time, clock)
        guard !days.isEmpty else { return }
        totals.update(days, with: course.readings, .evenly, calendar, clock)
        // A series without any reading left there is not among the readings.
        for unit in Set(series.keys).union(readings.map(\.unit)) {
            let own = readings.first { $0.unit == unit }?.readings ?? ReadingColumns()
            series[unit, default: DayTotals()].update(days, with: own, .atStart, calendar, clock)
        }
    }

    /// Forgets days that no period needs any more.
    package mutating func forget(_ rules: DigestRules, at now: Timestamp) {
        let first = rules.firstSummedMonth(at: now)
        totals.forget(before: first)
        for unit in series.keys { series[unit]?.forget(before: first) }
        for (index, tariff) in rules.tariffs.enumerated() {
            let start = rules.firstBilledTime(of: tariff, at: now)
            candidates[index].removeAll { $0.start < start }
        }
    }

    /// True if nothing is left that a period or a tariff could show.
    package var isEmpty: Bool {
        totals.isEmpty && series.values.allSatisfy(\.isEmpty) && candidates.allSatisfy(\.isEmpty)
    }

    /// Gives up the days of all months but some, and keeps the totals of the months.
    ///
    /// - Parameter kept: for the periods of the rules, ``DigestRules/monthsByDay(at:newest:)``.
    package mutating func fold(except kept: [CivilMonth]) {
        totals.fold(except: kept)
        for unit in series.keys { series[unit]?.fold(except: kept) }
    }

    /// Returns true if a month has readings, and its days are given up. Their sums are then set and cleared only
    /// together.
    package func isFolded(_ month: CivilMonth) -> Bool {
        totals.isFolded(month) || series.values.contains { $0.isFolded(month) }
    }

    // MARK: Stored parts

    /// The units of its series, in order of their names.
    package var units: [String] { series.keys.sorted() }

    /// Returns the peak candidates of a tariff, in order of time.
    ///
    /// - Parameter tariff: its index in ``DigestRules/tariffs``.
    package func peaks(of tariff: Int) -> [Peak] { candidates[tariff] }

    /// Removes the sums of a stretch of days; of a folded month, of all days or none.
    package mutating func clearSums(_ days: Range<CivilDay>) {
        totals.clear(days)
        for unit in series.keys { series[unit]?.clear(days) }
    }

    /// Sets the sum of a day.
    ///
    /// - Parameter unit: of one of its series; nil for the course as a whole.
    package mutating func setSum(_ total: DayTotals.Total, on day: CivilDay, unit: String?) {
        if let unit {
            series[unit, default: DayTotals()].set(day, total)
        } else {
            totals.set(day, total)
        }
    }

    /// Sets the candidates of some days of a tariff's clock.
    ///
    /// - Parameter peaks: in order of time.
    package mutating func replacePeaks(
        of tariff: Int, on days: Range<CivilDay>, with peaks: [Peak], _ rules: DigestRules
    ) {
        let time = rules.calendar.time(of: days, rules.tariffs[tariff].clock)
        candidates[tariff].replaceSubrange(indices(of: time, in: candidates[tariff]), with: peaks)
    }

    /// Returns the power that a tariff bills in a stretch of time; nil if no interval there counts.
    ///
    /// - Parameter tariff: its index in ``DigestRules/tariffs``.
    package func billed(_ tariff: Int, in time: Range<Timestamp>, _ rules: DigestRules) -> BilledPower? {
        let all = candidates[tariff]
        return PeakFinder(tariff: rules.tariffs[tariff], calendar: rules.calendar)
            .billed(all[indices(of: time, in: all)])
    }

    /// Returns the indices of the candidates that start within a stretch of time. `peaks` is ordered by start.
    private func indices(of time: Range<Timestamp>, in peaks: [Peak]) -> Range<Int> {
        let first = peaks.firstPlace { $0.start >= time.lowerBound }
        return first..<max(first, peaks.firstPlace { $0.start >= time.upperBound })
    }
}
