import GRDB
import GRDBSQLite
package import Metering

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a store that another process may be writing to, without the writer's lock and without changing anything.
///
/// Each call is a transaction of its own and a short one: while a reader goes on, the writer's log cannot be written back
/// into the file (<https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files>). Calls block their thread.
package final class StoreReader: Sendable {
    /// A series that has a place in the store, with readings or not.
    package struct Series: Sendable {
        package let id: SeriesID
        fileprivate let row: Int64
    }

    /// A meter's invoices in one unit.
    package struct InvoiceSeries: Sendable {
        package let id: SeriesID
        fileprivate let meter: Int64
    }

    package let path: String
    private let database: DatabaseQueue

    /// - Returns: nil where there is no store yet.
    /// - Throws: ``StoreError`` where the file cannot be read, or is none of this version's.
    package init?(path: String) throws(StoreError) {
        self.path = path
        do {
            try StoreFile.check(path)
            var status = stat()
            guard stat(path, &status) == 0, status.st_size > 0 else { return nil }
            var configuration = Configuration()
            configuration.label = "store reader"
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            database = try DatabaseQueue(path: path, configuration: configuration)
            let isMade = try database.read { database in
                guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == StoreSchema.applicationID else {
                    return false
                }
                guard try StoreSchema.migrator.hasCompletedMigrations(database) else {
                    throw StoreError.failed(
                        path: path,
                        reason:
                            "it is of an older version of the exporter. Start serve once, which brings it up to date")
                }
                return true
            }
            if !isMade { return nil }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    package func close() {
        // It has written nothing, so nothing is lost where closing fails.
        try? database.close()
    }

    /// All series, in order.
    package func series() throws(StoreError) -> [Series] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT series.id, metering_point, delivery_category, microproduction, unit
                    FROM series JOIN meters ON meters.id = meter
                    """)
            var series: [Series] = []
            while let row = try rows.next() {
                series.append(Series(id: SeriesID(meter: MeterID(row, from: 1), unit: row[4]), row: row[0]))
            }
            return series.sorted { $0.id < $1.id }
        }
    }

    /// Reads some of the readings of a series whose period starts in a stretch of time, the first of them in order.
    ///
    /// To go on, ask from the last one's end: what was stored in the meantime then never overlaps what was read.
    ///
    /// - Parameters:
    ///   - from: milliseconds since the epoch, as `to`, which is exclusive.
    ///   - limit: how many at most; fewer are the last.
    ///   - readings: replaced. Its statuses are numbers for ``status(_:)``.
    package func read(
        _ series: Series, from: Int64, to: Int64, atMost limit: Int, into readings: inout ReadingColumns
    ) throws(StoreError) {
        readings.removeAllKeepingCapacity()
        try read { database in
            try database.forEachRow(
                """
                SELECT start, "end", value, status FROM readings
                WHERE series = ? AND start >= ? AND start < ? ORDER BY start LIMIT ?
                """, [series.row, from, to, Int64(limit)]
            ) { row in
                readings.starts.append(sqlite3_column_int64(row, 0))
                readings.ends.append(sqlite3_column_int64(row, 1))
                readings.values.append(sqlite3_column_double(row, 2))
                readings.statuses.append(UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 3)))
            }
        }
    }

    /// The text of a status; empty for a number that is none.
    package func status(_ number: UInt32) throws(StoreError) -> String {
        try read { database in
            try String.fetchOne(
                database.cachedStatement(sql: "SELECT text FROM statuses WHERE id = ?"), arguments: [number]) ?? ""
        }
    }

    /// Whose invoices are stored, in order.
    package func invoiceSeries() throws(StoreError) -> [InvoiceSeries] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT meter, metering_point, delivery_category, microproduction, unit
                    FROM (SELECT DISTINCT meter, unit FROM invoices) JOIN meters ON meters.id = meter
                    """)
            var series: [InvoiceSeries] = []
            while let row = try rows.next() {
                series.append(InvoiceSeries(id: SeriesID(meter: MeterID(row, from: 1), unit: row[4]), meter: row[0]))
            }
            return series.sorted { $0.id < $1.id }
        }
    }

    /// Invoices of one series by their dates, in order.
    package func invoices(
        of series: InvoiceSeries, from: Timestamp, to: Timestamp
    ) throws(StoreError) -> [Invoice] {
        try read { database in
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT date, value, statuses.text FROM invoices JOIN statuses ON statuses.id = status
                        WHERE meter = ? AND unit = ? AND date >= ? AND date < ? ORDER BY date
                        """),
                arguments: [series.meter, series.id.unit, from.milliseconds, to.milliseconds])
            var invoices: [Invoice] = []
            while let row = try rows.next() {
                invoices.append(Invoice(date: Timestamp(milliseconds: row[0]), value: row[1], status: row[2]))
            }
            return invoices
        }
    }

    private func read<Result>(_ query: (Database) throws -> Result) throws(StoreError) -> Result {
        do { return try database.read(query) } catch { throw StoreError(error, path: path) }
    }
}

extension ReadingColumns {
    fileprivate mutating func removeAllKeepingCapacity() {
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        statuses.removeAll(keepingCapacity: true)
    }
}
