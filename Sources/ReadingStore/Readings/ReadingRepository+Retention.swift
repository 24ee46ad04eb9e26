import GRDB
package import Ground
import Metering

extension ReadingRepository {
    /// Deletes readings whose period ended before a time, and meters with nothing left. The sums of their days stay and
    /// are final. Invoices are kept: there are only twelve a year, and the API would send them again.
    ///
    /// Whole days are deleted, by the clock of sums, and none as long as days are still to be computed.
    ///
    /// - Returns: the number of deleted readings.
    package func delete(before cutoff: Timestamp) async throws(StoreError) -> Int {
        let used = dayRules.current
        let cutoff = used.map { $0.rules.startOfDay(at: cutoff) } ?? cutoff
        let series = try await pool.read { database -> [SeriesRow]? in
            let isUnmade = try Int64.fetchOne(database, sql: "SELECT 1 FROM unmade_days LIMIT 1") != nil
            return isUnmade ? nil : try SeriesRow.all(database)
        }
        guard let series else { return 0 }
        // A transaction for each series, so that a poll never waits for long. Deleted readings stay deleted if a later
        // one fails.
        var deleted = 0
        for series in series {
            deleted += try await pool.write { database in
                try Removal(database: database, cutoff: cutoff, used: used).run(series)
            }
        }
        try await pool.write { try Self.deleteLeftovers(before: cutoff, $0) }
        return deleted
    }

    private static func deleteLeftovers(before cutoff: Timestamp, _ database: Database) throws {
        for table in ["duplicate_readings", "withdrawn_readings"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE \"end\" <= ?", arguments: [cutoff.milliseconds])
        }
        try database.execute(
            sql: """
                DELETE FROM reading_effects WHERE start < ? AND NOT EXISTS (
                    SELECT 1 FROM readings WHERE series = reading_effects.series AND start = reading_effects.start)
                """, arguments: [cutoff.milliseconds])
        try database.execute(sql: "DELETE FROM changes WHERE last < ?", arguments: [cutoff.milliseconds])
        try MarkRepository.forgetDays(before: cutoff, database)
        try database.execute(
            sql: """
                DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM readings WHERE series = series.id)
                    AND NOT EXISTS (SELECT 1 FROM withdrawn_readings WHERE series = series.id)
                """)
        try database.execute(
            sql: """
                DELETE FROM meters WHERE NOT EXISTS (SELECT 1 FROM series WHERE meter = meters.id)
                    AND NOT EXISTS (SELECT 1 FROM invoices WHERE meter = meters.id)
                    AND NOT EXISTS (SELECT 1 FROM courses WHERE meter = meters.id AND removed_before IS NOT NULL)
                    AND id IN (SELECT meter FROM group_meters WHERE since < ?)
                """, arguments: [cutoff.milliseconds])
    }
}

/// The removal of one series' old readings.
private struct Removal {
    let database: Database
    let cutoff: Timestamp
    let used: DayRules?

    /// - Returns: the number of removed readings.
    func run(_ series: SeriesRow) throws -> Int {
        let first = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT min(start) FROM readings WHERE series = ?"), arguments: [series.row])
        // Readings do not overlap, so their ends rise with their starts: the first one kept bounds the rest.
        try database.execute(
            sql: """
                DELETE FROM readings WHERE series = ?1 AND start < coalesce(
                    (SELECT start FROM readings WHERE series = ?1 AND "end" > ?2 ORDER BY start LIMIT 1),
                    9223372036854775807)
                """, arguments: [series.row, cutoff.milliseconds])
        let removed = database.changesCount
        if removed > 0, let first { try close(series, from: first) }
        return removed
    }

    /// Records that the days of a course are final. Days by rules that are not in use are dropped, since nobody updated
    /// them.
    private func close(_ series: SeriesRow, from first: Int64) throws {
        guard let meter = try database.meterID(series.id.meter) else { return }
        let course = try CourseRow.at(meter, CourseID(series.id), database)
        let day = cutoff.utcDay.number + 1
        let final = (course.removed?.upperBound.utcDay.number).map { $0 - 1 } ?? Int(Int32.min)
        let places = used.map(\.places) ?? []
        for table in ["course_days", "series_days", "day_peaks"] {
            let others = places.isEmpty ? "true" : "rules NOT IN (\(places.map(String.init).joined(separator: ", ")))"
            try database.execute(
                sql: "DELETE FROM \(table) WHERE course = ? AND day >= ? AND day < ? AND \(others)",
                arguments: [course.row, final, day])
        }
        try database.execute(
            sql: """
                UPDATE courses SET first = min(coalesce(first, ?2), ?2),
                    removed_before = max(coalesce(removed_before, ?3), ?3)
                WHERE id = ?1
                """, arguments: [course.row, first, cutoff.milliseconds])
    }
}

extension DigestRules {
    /// Returns the start of the day of sums that contains a time.
    fileprivate func startOfDay(at time: Timestamp) -> Timestamp {
        calendar.start(of: calendar.day(of: time, periodClock), periodClock)
    }
}
