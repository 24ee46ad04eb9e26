import Exposition
package import Ground
import Metering
import ReadingStore

/// The sums over civil days and months, and how much of them is not known.
enum PeriodFamilies {
    /// One series and period.
    private struct Row {
        let labels: [Label]
        let total: DayTotals.Total
        let missing: Double
        let gap: Double
    }

    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let rows = rows(input)
        return [
            .gauge(
                "oresundskraft_period_value",
                "Sum of the readings whose period starts in the civil period. \(ReadingFamilies.polled)",
                rows.filter { $0.total.readings > 0 }.map { Sample(labels: $0.labels, value: $0.total.value) }),
            .gauge(
                "oresundskraft_period_missing_seconds",
                "Elapsed time of the civil period without a reading, the usual delay included. "
                    + ReadingFamilies.polled,
                rows.map { Sample(labels: $0.labels, value: $0.missing) }),
            .gauge(
                "oresundskraft_period_gap_seconds",
                "Time of the civil period without a reading that lies before the series' newest reading. "
                    + ReadingFamilies.polled,
                rows.map { Sample(labels: $0.labels, value: $0.gap) }),
        ]
    }

    private static func rows(_ input: SnapshotInput) -> [Row] {
        let periods = CivilPeriod.all(input)
        return input.contents.series.flatMap { series -> [Row] in
            let totals = input.digests[series.id]?.totals ?? DayTotals()
            let sums = periods.map { totals.total(of: $0.days) }
            // A series that neither got something lately nor has something to tell belongs to a meter that is gone.
            guard input.isFresh(series) || sums.contains(where: { $0.readings > 0 }) else { return [] }
            let labels = Label.series(series.id)
            return zip(periods, sums).map { period, sum in
                Row(
                    labels: labels + [Label(name: "period", value: period.name)], total: sum,
                    missing: period.uncovered(until: input.now, sum.covered),
                    gap: period.uncovered(until: min(input.now, series.newest.end), sum.covered))
            }
        }
    }
}

/// One of the periods as of a moment.
package struct CivilPeriod: Sendable {
    package let name: String
    package let days: Range<CivilDay>
    let time: Range<Timestamp>

    package static func all(_ input: SnapshotInput) -> [CivilPeriod] {
        let calendar = input.rules.calendar
        let today = calendar.day(of: input.now)
        return Period.allCases.map { period in
            let days = period.days(on: today)
            return CivilPeriod(
                name: period.rawValue, days: days,
                time: calendar.start(of: days.lowerBound)..<calendar.start(of: days.upperBound))
        }
    }

    /// Seconds of the period up to a moment that are not covered. Readings that end after it, which a clock that is wrong
    /// makes possible, count as if they did not.
    package func uncovered(until end: Timestamp, _ covered: Int64) -> Double {
        let elapsed = min(end, time.upperBound) - time.lowerBound
        return Double(max(0, elapsed.milliseconds - covered)) / 1000
    }
}
