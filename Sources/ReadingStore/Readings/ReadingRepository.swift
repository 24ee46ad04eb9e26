import GRDB
package import Ground
package import Metering

/// The repository of readings: it records pages, deletes old readings, and reads.
package struct ReadingRepository: Sendable {
    let pool: StorePool
    /// The rules by which days are updated.
    let dayRules: HeldDayRules

    /// Stores a page in one transaction.
    ///
    /// Of readings for the same time ``ReadingMerge`` chooses the believed one, on the page and against the stored
    /// readings. So no sum counts a time twice, and the order of objects, pages and polls does not matter. Corrected
    /// and new readings get a rising change number; if value and period are stored already, only the status is updated.
    ///
    /// - Parameters:
    ///   - page: the readings, in any order.
    ///   - group: name of the customer group that brought it.
    ///   - order: the order of customers in the configuration.
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
