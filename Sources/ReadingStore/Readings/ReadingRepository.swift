import GRDB
package import Ground
package import Metering

/// The desk for readings: pages are recorded, old readings deleted, and what is stored is read.
package struct ReadingRepository: Sendable {
    let pool: StorePool
    /// By which days follow what is written.
    let dayRules: HeldDayRules

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
        let days = dayRules
        return try await pool.write { database in
            try FollowedWrite(database: database, rules: days.current).run { database in
                var writer = ReadingWriter(
                    database: database, group: group, order: order, now: now, days: days.current)
                let recorded = try writer.write(page)
                return (recorded, writer.known)
            }
        }
    }

    /// Counts all stored readings.
    package func count() async throws(StoreError) -> Int {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM readings") ?? 0 }
    }
}
