import GRDB
import GRDBSQLite
package import Ground
package import Metering
import SystemPackage

/// Reads a store while another process may be writing, without the writer's lock and without changing anything.
///
/// Each call is a short transaction of its own: while a reader is open, the writer's log cannot be written back into
/// the file (<https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files>). Calls block their thread.
package final class StoreReader: Sendable {
    /// A meter's invoices in one unit.
    package struct InvoiceSeries: Sendable {
        /// The meter, and the unit of the invoices.
        package let id: SeriesID
        fileprivate let meter: Int64
    }

    /// The path of the store's file.
    package let path: String
    private let file: ReaderFile

    /// - Returns: nil if there is no store yet.
    /// - Throws: ``StoreError`` if the file cannot be read, or is not of this version.
    package init?(path: String) throws(StoreError) {
        self.path = path
        do {
            guard let status = try? Stat(path) else { return nil }
            guard status.type == .regular else { throw StoreError.notReadable(path: path, reason: "it is not a file") }
            guard status.size > 0 else { return nil }
            file = try ReaderFile(path)
            let isMade = try file.read { database in
                guard try StoreFile.isStore(database, path) else { return false }
                guard try StoreSchema.migrator.hasCompletedMigrations(database) else {
                    throw StoreError.failed(
                        path: path,
                        reason:
                            "it is from an older version of the exporter. Start serve once to bring it up to date")
                }
                return true
            }
            if !isMade { return nil }
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// Closes the file.
    package func close() { file.close() }

    /// Reads all series, with readings or not, in order.
    package func series() throws(StoreError) -> [SeriesRow] {
        try read { try SeriesRow.all($0).sorted { $0.id < $1.id } }
    }

    /// Reads the first readings of a series whose period starts in a stretch of time, in order.
    ///
    /// To continue, ask from the last one's end: readings stored in the meantime then never overlap those already read.
    ///
    /// - Parameters:
    ///   - from: milliseconds since the epoch, as `to`, which is exclusive.
    ///   - limit: the most readings to read; fewer are the last.
    ///   - readings: replaced. Its statuses are numbers for ``status(_:)``.
    package func read(
        _ series: SeriesRow, from: Int64, to: Int64, atMost limit: Int, into readings: inout ReadingColumns
    ) throws(StoreError) {
        readings.removeAllKeepingCapacity()
        try read { database in
            try database.forEachRow(
                """
                SELECT start, "end", value, status FROM readings
                WHERE series = ? AND start >= ? AND start < ? ORDER BY start LIMIT ?
                """, [series.row, from, to, Int64(limit)]
            ) { row in
                readings.append(row)
                readings.statuses.append(UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 3)))
            }
        }
    }

    /// Reads the text of a status; empty for an unknown number.
    package func status(_ number: UInt32) throws(StoreError) -> String {
        try read { database in
            try String.fetchOne(
                database.cachedStatement(sql: "SELECT text FROM statuses WHERE id = ?"), arguments: [number]) ?? ""
        }
    }

    /// Reads all series of invoices, in order.
    package func invoiceSeries() throws(StoreError) -> [InvoiceSeries] {
        try read { database in
            try database.values(
                """
                SELECT meter, metering_point, delivery_category, microproduction, unit
                FROM (SELECT DISTINCT meter, unit FROM invoices) JOIN meters ON meters.id = meter
                """
            ) { InvoiceSeries(id: SeriesID($0), meter: $0["meter"]) }
            .sorted { $0.id < $1.id }
        }
    }

    /// Reads the invoices of one series by their dates, in order; parts of one date follow one another.
    package func invoices(
        of series: InvoiceSeries, from: Timestamp, to: Timestamp
    ) throws(StoreError) -> [Invoice] {
        try read { database in
            try database.values(
                """
                SELECT date, value, statuses.text AS status FROM invoices JOIN statuses ON statuses.id = status
                WHERE meter = ? AND unit = ? AND date >= ? AND date < ? ORDER BY date, change
                """, [series.meter, series.id.unit, from.milliseconds, to.milliseconds], Invoice.init)
        }
    }

    /// Returns the end of the newest period that was never pushed to a receiver of remote write, because pushing began
    /// after it; nil for a new receiver, or one that an older version pushed to.
    package func beginning(ofReceiver name: String) throws(StoreError) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(database, sql: "SELECT began FROM receivers WHERE name = ?", arguments: [name])
        }.flatMap { $0 == .min ? nil : Timestamp(milliseconds: $0) }
    }

    func read<Result>(_ query: (Database) throws -> Result) throws(StoreError) -> Result {
        do { return try file.read(query) } catch { throw StoreError(reading: error, path: path) }
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
