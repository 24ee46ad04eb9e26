import Exposition
import Ground
import Metering
import ReadingStore

/// Families of sums over days, months and years, and of the time missing from them.
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
        guard input.areSumsMade else { return [] }
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
                "missing_seconds", "Elapsed time of the civil period without a reading, including the usual delay",
                rows.missing),
            gauge(
                "gap_seconds",
                "Time of the civil period without a reading, between the first reading ever and the newest",
                rows.gaps),
            gauge(
                "comparable",
                "1 if at most 1 % is missing of the civil period and of the one a year before, up to the same time; else 0",
                comparisons(input)),
        ]
    }

    private static func rows(_ input: SnapshotInput) -> Rows {
        let periods = Period.allCases.filter(input.rules.periods.contains)
        var rows = Rows()
        for course in input.courses {
            let sums = periods.compactMap { period in
                input.sum(period, of: course).map { (period: period, sum: $0) }
            }
            // A course without new readings and without any in this and last month belongs to a meter that is gone, so
            // only years
            // show it.
            let isHere =
                input.isFresh(course.inUse) || sums.contains { !$0.period.isLong && $0.sum.total.readings > 0 }
            for (period, sum) in sums where isHere || period.isLong {
                append(sum, of: course, Label(name: "period", value: period.rawValue), to: &rows)
            }
        }
        return rows
    }

    private static func append(_ sum: PeriodSum, of course: StoredCourse, _ label: Label, to rows: inout Rows) {
        for series in course.series {
            guard let value = sum.value(inUnit: series.id.unit) else { continue }
            rows.values.append(Row(labels: Label.series(series.id) + [label], value: value))
        }
        if course.id.kind == .energy, sum.total.readings > 0 {
            rows.energies.append(Row(labels: Label.meter(course.id.meter) + [label], value: sum.total.value))
        }
        let inUse = Label.series(course.inUse.id)
        rows.missing.append(Row(labels: inUse + [label], value: sum.missing))
        rows.gaps.append(Row(labels: inUse + [label], value: sum.gap))
    }

    // MARK: Comparisons

    /// Returns one row for each meter and pair of periods, of its energy if it measures energy.
    private static func comparisons(_ input: SnapshotInput) -> [Row] {
        var rows: [Row] = []
        for courses in input.coursesByMeter {
            guard let course = courses.first(where: { $0.id.kind == .energy }) ?? courses.first else { continue }
            for (period, before) in PeriodComparison.compared
            where input.rules.periods.isSuperset(of: [period, before]) {
                guard let isComparable = PeriodComparison(period, course, input).isComparable else { continue }
                rows.append(
                    Row(
                        labels: Label.meter(course.id.meter) + [Label(name: "period", value: period.rawValue)],
                        value: isComparable ? 1 : 0))
            }
        }
        return rows
    }
}
