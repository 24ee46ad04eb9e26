import GRDB
import GRDBSQLite
package import Ground
import Metering

/// Counts of readings that wait to be delivered to a receiver.
package struct Backlog: Sendable, Equatable {
    /// Readings by the unit of their series.
    package var readings: [String: Int] = [:]
    /// The earliest end of a period among them.
    package var oldest: Timestamp?

    /// Creates the backlog of a receiver that has everything.
    package init() {}
}

extension DeliveryRepository {
    /// Counts the readings that are due and not delivered; takes about a second for a million.
    ///
    /// - Parameter limits: the present ones. Readings that become due between the cursor's ``DeliveryCursor/settled``
    ///   and theirs count too.
    package func backlog(after cursor: DeliveryCursor, _ limits: DeliveryLimits) async throws(StoreError) -> Backlog {
        try await pool.read { database in
            var backlog = Backlog()
            func add(_ unit: String, _ sql: String, _ arguments: [Int64]) throws {
                try database.forEachRow(sql, arguments) { row in
                    let count = Int(sqlite3_column_int64(row, 0))
                    guard count > 0 else { return }
                    backlog.readings[unit, default: 0] += count
                    let oldest = Timestamp(milliseconds: sqlite3_column_int64(row, 1))
                    backlog.oldest = min(backlog.oldest ?? oldest, oldest)
                }
            }
            let oldest = limits.oldest.milliseconds
            let settled = limits.settled.milliseconds
            let changes = try Row.fetchCursor(
                database,
                sql: """
                    SELECT change, series, first, last, unit FROM changes JOIN series ON series.id = series
                    JOIN meters ON meters.id = meter WHERE change > ? AND last >= ? AND is_served ORDER BY change
                    """, arguments: [cursor.change, oldest])
            while let change = try changes.next() {
                try add(
                    change["unit"],
                    """
                    SELECT count(*), min("end") FROM readings
                    WHERE series = ? AND start BETWEEN ? AND ? AND change = ? AND "end" > ? AND "end" <= ?
                    """, [change["series"], change["first"], change["last"], change["change"], oldest, settled])
            }
            guard cursor.settled < limits.settled else { return backlog }
            let from = max(cursor.settled, limits.oldest).milliseconds
            let series = try Row.fetchCursor(
                database, sql: "SELECT series.id, unit FROM series JOIN meters ON meters.id = meter WHERE is_served")
            while let one = try series.next() {
                try add(
                    one["unit"],
                    """
                    SELECT count(*), min("end") FROM readings WHERE \(ReadingSQL.touching)
                        AND "end" > ?2 AND "end" <= ?3 AND change <= ?4
                    """, [one["id"], from, settled, cursor.change])
            }
            return backlog
        }
    }
}
