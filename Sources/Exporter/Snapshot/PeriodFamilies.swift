import Exposition
import Metering
import ReadingStore

/// Sums over civil days and months, and how much of them is not known (`interface.md`).
enum PeriodFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        var value = MetricFamily(
            name: "oresundskraft_period_value",
            help: "Sum of the readings whose period starts in the civil period. \(ReadingFamilies.polled)", kind: .gauge
        )
        var missing = MetricFamily(
            name: "oresundskraft_period_missing_seconds",
            help: "Elapsed time of the civil period without a reading, the usual delay included. "
                + ReadingFamilies.polled, kind: .gauge)
        var gap = MetricFamily(
            name: "oresundskraft_period_gap_seconds",
            help: "Time of the civil period without a reading that lies before the series' newest reading. "
                + ReadingFamilies.polled, kind: .gauge)
        let periods = CivilPeriod.all(input)
        for series in input.contents.series {
            let totals = input.digests[series.id]?.totals ?? DayTotals()
            let sums = periods.map { totals.total(of: $0.days) }
            // What neither got something lately nor has something to tell is a meter that is gone.
            guard input.isFresh(series) || sums.contains(where: { $0.readings > 0 }) else { continue }
            let labels = Label.series(series.id)
            for (period, sum) in zip(periods, sums) {
                let labels = labels + [Label(name: "period", value: period.name)]
                if sum.readings > 0 { value.samples.append(Sample(labels: labels, value: sum.value)) }
                missing.samples.append(
                    Sample(labels: labels, value: period.uncovered(until: input.now, sum.covered)))
                gap.samples.append(
                    Sample(
                        labels: labels,
                        value: period.uncovered(until: min(input.now, series.newest.end), sum.covered)))
            }
        }
        return [value, missing, gap]
    }
}

/// One of the periods as of a moment.
struct CivilPeriod: Sendable {
    let name: String
    let days: Range<CivilDay>
    let time: Range<Timestamp>

    static func all(_ input: SnapshotInput) -> [CivilPeriod] {
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
    func uncovered(until end: Timestamp, _ covered: Int64) -> Double {
        let elapsed = min(end, time.upperBound) - time.lowerBound
        return Double(max(0, elapsed.milliseconds - covered)) / 1000
    }
}
