import GRDB
package import Ground
package import Metering

/// The desk for readings: pages are recorded, old readings deleted, and what is stored is read.
package struct ReadingRepository: Sendable {
    let pool: StorePool

    /// Stores a page in one transaction: all of it or, where that fails, nothing.
    ///
    /// Of readings for the same time ``ReadingMerge`` says which is believed, on the page and against what is stored, so that no
    /// sum counts a time twice and nothing depends on the order in which objects, pages and polls come. Corrected and new
    /// readings get a rising change number; where value and period are stored already only the status is taken over.
    ///
    /// - Parameters:
    ///   - page: in any order.
    ///   - group: name of the customer group that brought it.
    ///   - order: of the configuration.
    ///   - now: the time of the poll, the same for all of its pages.
    package func record(
        _ page: ReadingBatch, group: String, order: OriginOrder, now: Timestamp
    ) async throws(StoreError) -> RecordedPage {
        try await pool.write { database in
            try ReadingWriter(database: database, group: group, order: order, now: now).write(page)
        }
    }

    /// Deletes readings whose period ended before a time, and meters of which nothing is left. Invoices are
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
            for table in ["duplicate_readings", "withdrawn_readings"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE \"end\" <= ?", arguments: [cutoff.milliseconds])
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
