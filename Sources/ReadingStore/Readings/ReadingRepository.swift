import GRDB
package import Ground
package import Metering

/// The desk for readings: pages are recorded, old readings deleted, and what is stored is read.
package struct ReadingRepository: Sendable {
    let pool: StorePool

    /// Stores a page in one transaction: all of it or, where that fails, nothing.
    ///
    /// A reading replaces every stored one that it overlaps, so that no sum counts a time twice; where value and period are
    /// stored already it changes nothing but the status. Corrected and new readings get a rising change number.
    ///
    /// - Parameters:
    ///   - page: each series in order of time, without overlaps (``ReadingColumns/dropOverlaps()``).
    ///   - group: name of the customer group that brought it.
    ///   - now: noted where a meter is new to the group.
    package func record(_ page: ReadingBatch, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts {
        try await pool.write { database in
            try ReadingWriter(database: database).write(page, group: group, now: now)
        }
    }

    /// Deletes readings and power peaks whose period ended before a time, and meters of which nothing is left. Invoices are
    /// kept: there are twelve a year, and the API would bring them again.
    ///
    /// - Returns: how many readings were deleted.
    package func delete(before cutoff: Timestamp) async throws(StoreError) -> Int {
        // A transaction for each series: a poll never waits for long, and what is deleted stays deleted.
        var deleted = 0
        for series in try await pool.read({ try Int64.fetchAll($0, sql: "SELECT id FROM series") }) {
            deleted += try await pool.write { database in
                // Readings do not overlap, so their ends rise with their starts: the first that is kept bounds the rest.
                try database.execute(
                    sql: """
                        DELETE FROM readings WHERE series = ?1 AND start < coalesce(
                            (SELECT start FROM readings WHERE series = ?1 AND "end" > ?2 ORDER BY start LIMIT 1),
                            9223372036854775807)
                        """, arguments: [series, cutoff.milliseconds])
                return database.changesCount
            }
        }
        try await pool.write { database in
            try database.execute(sql: "DELETE FROM max_effects WHERE time < ?", arguments: [cutoff.milliseconds])
            try database.execute(sql: "DELETE FROM changes WHERE last < ?", arguments: [cutoff.milliseconds])
            try MarkRepository.forgetFetched(before: cutoff, database)
            try database.execute(
                sql: "DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM readings WHERE series = series.id)")
            try database.execute(
                sql: """
                    DELETE FROM meters WHERE NOT EXISTS (SELECT 1 FROM series WHERE meter = meters.id)
                        AND NOT EXISTS (SELECT 1 FROM invoices WHERE meter = meters.id)
                        AND id IN (SELECT meter FROM group_meters WHERE since < ?)
                    """, arguments: [cutoff.milliseconds])
        }
        return deleted
    }

    /// Counts all stored readings.
    package func count() async throws(StoreError) -> Int {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM readings") ?? 0 }
    }
}
