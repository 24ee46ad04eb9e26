import GRDB
import GRDBSQLite
import Ground
import Metering

/// Writes one page inside one transaction.
///
/// Each series is compared with what is stored in one walk over both, and only what differs is written: most readings of a
/// poll are known already. Rows are read and bound by SQLite's own calls, since a page holds hundreds of thousands.
struct ReadingWriter {
    let database: Database

    func write(_ page: ReadingBatch, group: String, now: Timestamp) throws -> StoredCounts {
        let writer = MeterWriter(database: database)
        var counts = StoredCounts()
        let meters = try page.sources.map { source in
            let meter = try writer.upsert(source.meter, source.facts)
            try writer.note(meter, in: group, now: now)
            try write(source.maxEffects, of: meter)
            return meter
        }
        let statuses = try page.statuses.map(writer.statusID)
        for series in page.series where !series.readings.isEmpty {
            let id = try writer.seriesID(meter: meters[series.source], unit: series.unit)
            counts += try write(series.readings, series: id, statuses: statuses)
        }
        return counts
    }

    private func write(_ effects: [MaxEffect], of meter: Int64) throws {
        for effect in effects {
            try database.cachedStatement(
                sql: """
                    INSERT INTO max_effects (meter, unit, time, value) VALUES (?, ?, ?, ?)
                    ON CONFLICT (meter, unit, time) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                    """
            ).execute(arguments: [meter, effect.unit, effect.time.milliseconds, effect.value])
        }
    }

    /// The part of a stored reading that a new one is compared with.
    private struct StoredRow {
        var start: Int64
        var end: Int64
        var value: Double
        var status: Int64
    }

    private func write(_ readings: ReadingColumns, series: Int64, statuses: [Int64]) throws -> StoredCounts {
        let stored = try storedRows(series: series, from: readings.starts[0], to: readings.ends[readings.count - 1])
        var counts = StoredCounts()
        var changed: [Int] = []
        var deleted: [Int64] = []
        var touched: (first: Int64, end: Int64) = (.max, .min)
        var next = 0
        for index in 0..<readings.count {
            let start = readings.starts[index]
            let end = readings.ends[index]
            while next < stored.count, stored[next].end <= start { next += 1 }
            guard next < stored.count, stored[next].start < end else {
                counts.new += 1
                changed.append(index)
                touched = (min(touched.first, start), max(touched.end, end))
                continue
            }
            let old = stored[next]
            if old.start == start, old.end == end, old.value == readings.values[index] {
                counts.unchanged += 1
                let status = statuses[Int(readings.statuses[index])]
                if status != old.status { try updateStatus(series: series, start: start, status: status) }
                continue
            }
            counts.corrected += 1
            changed.append(index)
            // All that it overlaps goes, but for the row that it takes over by its key.
            touched = (min(touched.first, start, old.start), max(touched.end, end))
            var overlapped = next
            while overlapped < stored.count, stored[overlapped].start < end {
                touched.end = max(touched.end, stored[overlapped].end)
                if stored[overlapped].start != start { deleted.append(stored[overlapped].start) }
                overlapped += 1
            }
        }
        guard !changed.isEmpty else { return counts }
        for start in deleted { try delete(series: series, start: start) }
        let change = try newChange(series: series, first: touched.first, last: touched.end - 1)
        try insert(changed, of: readings, series: series, statuses: statuses, change: change)
        return counts
    }

    /// The stored readings that overlap a stretch of time, in order.
    private func storedRows(series: Int64, from: Int64, to: Int64) throws -> [StoredRow] {
        var rows: [StoredRow] = []
        try database.forEachRow(
            "SELECT start, \"end\", value, status FROM readings WHERE \(ReadingSQL.touching) ORDER BY start",
            [series, from, to]
        ) { row in
            rows.append(
                StoredRow(
                    start: sqlite3_column_int64(row, 0), end: sqlite3_column_int64(row, 1),
                    value: sqlite3_column_double(row, 2), status: sqlite3_column_int64(row, 3)))
        }
        return rows
    }

    private func insert(
        _ indices: [Int], of readings: ReadingColumns, series: Int64, statuses: [Int64], change: Int64
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO readings (series, start, "end", value, status, change) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (series, start) DO UPDATE
                SET "end" = excluded."end", value = excluded.value, status = excluded.status, change = excluded.change
                """
        )
        // The statement belongs to the connection, whose queue we are on; it is reset before anyone else can use it.
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        sqlite3_bind_int64(handle, 1, series)
        sqlite3_bind_int64(handle, 6, change)
        for index in indices {
            sqlite3_bind_int64(handle, 2, readings.starts[index])
            sqlite3_bind_int64(handle, 3, readings.ends[index])
            sqlite3_bind_double(handle, 4, readings.values[index])
            sqlite3_bind_int64(handle, 5, statuses[Int(readings.statuses[index])])
            let code = sqlite3_step(handle)
            guard code == SQLITE_DONE else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "a reading could not be written")
            }
            sqlite3_reset(handle)
        }
    }

    private func updateStatus(series: Int64, start: Int64, status: Int64) throws {
        try database.cachedStatement(sql: "UPDATE readings SET status = ? WHERE series = ? AND start = ?")
            .execute(arguments: [status, series, start])
    }

    private func delete(series: Int64, start: Int64) throws {
        try database.cachedStatement(sql: "DELETE FROM readings WHERE series = ? AND start = ?")
            .execute(arguments: [series, start])
    }

    private func newChange(series: Int64, first: Int64, last: Int64) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO changes (series, first, last) VALUES (?, ?, ?)")
            .execute(arguments: [series, first, last])
        return database.lastInsertedRowID
    }
}
