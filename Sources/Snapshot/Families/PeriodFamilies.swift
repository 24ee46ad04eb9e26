import Exposition
package import Ground
import Metering
import ReadingStore

/// The sums over days and months, and how much of them is not known.
enum PeriodFamilies {
    /// One value of a period.
    private struct Row {
        let labels: [Label]
        let value: Double
    }

    /// The rows of all courses.
    private struct Rows {
        var values: [Row] = []
        var missing: [Row] = []
        var gaps: [Row] = []
        var energies: [Row] = []
    }

    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let rows = rows(input)
        func gauge(_ name: String, _ help: String, _ rows: [Row]) -> MetricFamily {
            .gauge(
                "oresundskraft_period_\(name)", "\(help). \(ReadingFamilies.polled)",
                rows.map { Sample(labels: $0.labels, value: $0.value.justified) })
        }
        return [
            gauge("value", "Sum of the readings whose period starts in the civil period", rows.values),
            gauge(
                "energy_joules",
                "Energy of the civil period over all units of the metering point, each moment counted once",
                rows.energies),
            gauge(
                "missing_seconds", "Elapsed time of the civil period without a reading, the usual delay included",
                rows.missing),
            gauge(
                "gap_seconds",
                "Time of the civil period without a reading that lies between the first reading ever and the newest",
                rows.gaps),
        ]
    }

    private static func rows(_ input: SnapshotInput) -> Rows {
        let periods = CivilPeriod.all(input)
        var rows = Rows()
        for course in input.courses {
            let digest = input.digests[course.id]
            let totals = periods.map { digest?.totals.total(of: $0.days) ?? DayTotals.Total() }
            // A course that neither got something lately nor has something to tell belongs to a meter that is gone.
            guard input.isFresh(course.inUse) || totals.contains(where: { $0.readings > 0 }) else { continue }
            let meter = Label.meter(course.id.meter)
            let inUse = Label.series(course.inUse.id)
            for (period, total) in zip(periods, totals) {
                let label = Label(name: "period", value: period.name)
                for series in course.series {
                    guard let own = digest?.totals(inUnit: series.id.unit).total(of: period.days), own.readings > 0
                    else { continue }
                    rows.values.append(Row(labels: Label.series(series.id) + [label], value: own.value))
                }
                if course.id.kind == .energy, total.readings > 0 {
                    rows.energies.append(Row(labels: meter + [label], value: total.value))
                }
                let missing = period.uncovered(until: input.now, total.covered)
                let gap = period.uncovered(from: course.first, until: min(input.now, course.end), total.covered)
                rows.missing.append(Row(labels: inUse + [label], value: missing))
                rows.gaps.append(Row(labels: inUse + [label], value: gap))
            }
        }
        return rows
    }
}

/// One of the periods as of a moment.
package struct CivilPeriod: Sendable {
    package let name: String
    package let days: Range<CivilDay>
    package let time: Range<Timestamp>

    package static func all(_ input: SnapshotInput) -> [CivilPeriod] {
        let (calendar, clock) = (input.rules.calendar, input.rules.periodClock)
        let today = calendar.day(of: input.now, clock)
        return Period.allCases.map { period in
            let days = period.days(on: today)
            return CivilPeriod(
                name: period.rawValue, days: days,
                time: calendar.start(of: days.lowerBound, clock)..<calendar.start(of: days.upperBound, clock))
        }
    }

    /// Seconds of the period between two moments that are not covered. Readings that end after the second, which a clock that
    /// is wrong makes possible, count as if they did not.
    ///
    /// - Parameter start: what is covered does not lie before it.
    package func uncovered(
        from start: Timestamp = Timestamp(milliseconds: .min), until end: Timestamp, _ covered: Int64
    ) -> Double {
        let from = max(start, time.lowerBound)
        let until = min(end, time.upperBound)
        guard from < until else { return 0 }
        return Double(max(0, (until - from).milliseconds - covered)) / 1000
    }
}
