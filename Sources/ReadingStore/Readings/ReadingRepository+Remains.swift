import GRDB
package import Ground
import Metering

extension ReadingRepository {
    /// The series in use last of each course whose meter has no series left. CROSS JOIN as in ``newestReadings``: by itself
    /// SQLite would go through the days of all series.
    static let lastOfRemoved = """
        SELECT metering_point, delivery_category, microproduction, courses.id, courses.meter AS meter, first, removed_before,
            \(CourseRow.firstSummed), last.day, last.unit, (
                SELECT covered FROM course_days WHERE course = courses.id AND rules = ?1 AND day = last.day) AS covered
        FROM courses CROSS JOIN meters ON meters.id = courses.meter
        CROSS JOIN series_days AS last ON last.course = courses.id AND last.rules = ?1 AND (last.day, last.unit) = (
            SELECT day, unit FROM series_days WHERE course = courses.id AND rules = ?1
            ORDER BY day DESC, unit DESC LIMIT 1)
        WHERE first IS NOT NULL AND removed_before IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM series WHERE meter = courses.meter)
        """

    /// Reads the meters whose readings the retention has all removed, and of each kind of unit the series that was in use
    /// last: their days go on counting in years.
    ///
    /// - Parameters:
    ///   - rules: by which days are read; nil as long as none are in use, and then nothing remains.
    ///   - known: meters of which more is left.
    static func remains(
        by rules: DayRules?, beside known: [StoredMeter], _ database: Database
    ) throws -> (meters: [StoredMeter], series: [StoredSeries]) {
        guard let rules else { return ([], []) }
        let calendar = rules.rules.calendar
        let series = try database.values(lastOfRemoved, [rules.sums]) { row in
            let start = calendar.start(of: CivilDay(number: row["day"]), rules.rules.periodClock)
            // The end of the newest reading is not stored any more. On its day the covered time comes first, unless there
            // are gaps.
            let end = start + .milliseconds(row["covered"] as Int64? ?? 0)
            let id = SeriesID(row)
            return StoredSeries(
                id: id, first: Timestamp(milliseconds: row["first"]),
                newest: Reading(start: start, end: end, value: 0, status: ""), isRemoved: true,
                summedFrom: CourseRow(row, CourseID(id)).summedFrom(row, by: rules.rules))
        }
        guard !series.isEmpty else { return ([], []) }
        let wanted = Set(series.map(\.id.meter)).subtracting(known.lazy.map(\.id))
        let meters = try database.values(
            MeterFacts.ofMeters + " WHERE NOT EXISTS (SELECT 1 FROM series WHERE meter = meters.id)"
        ) { row in
            StoredMeter(
                id: MeterID(row), group: row["group"] ?? "", facts: MeterFacts(row), maxEffects: [],
                isServed: row["is_served"], isRemoved: true)
        }
        return (meters.filter { wanted.contains($0.id) }, series)
    }
}

extension StoreContents {
    /// The same without what is left of meters whose readings are removed, where all of it lies before a time.
    package func forgetting(before horizon: Timestamp) -> StoreContents {
        var kept = self
        kept.series.removeAll { $0.isRemoved && $0.newest.end <= horizon }
        let meters = Set(kept.series.map(\.id.meter))
        kept.meters.removeAll { $0.isRemoved && !meters.contains($0.id) }
        return kept
    }
}
