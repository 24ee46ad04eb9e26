import GRDB
import GRDBSQLite
import Metering

/// Writes the readings of one series. It reads and binds rows with SQLite's own calls, since a page holds hundreds of
/// thousands.
struct SeriesWriter {
    let database: Database
    /// The row of the series.
    let series: Int64
    /// The rows of the page's statuses.
    let statuses: [Int64]

    // MARK: In order

    /// The result of storing one object's readings.
    struct Written {
        var counts: StoredCounts
        /// The readings, if any of them was written and nothing else is stored between them.
        var known: ReadingColumns?
    }

    /// Writes the readings of one object whose periods agree with the stored ones: each is new, or has the period of a
    /// stored reading of the same origin.
    ///
    /// - Returns: nil if they do not agree; nothing is written then, and they have to be merged.
    func writeInOrder(_ said: SaidReadings) throws -> Written? {
        var readings = said.columns
        if !readings.isInOrder, !readings.sort() { return nil }
        let (from, to) = (readings.starts[0], readings.ends[readings.count - 1])
        guard try !hasDuplicates(from: from, to: to) else { return nil }
        guard let comparison = try compare(readings, said.source, from: from, to: to) else { return nil }
        var counts = comparison.counts
        for index in comparison.restated { try restate(reading(index, of: readings, said.source)) }
        guard let change = try database.newChange(series: series, comparison.touched) else {
            return Written(counts: counts)
        }
        let returned = try takeBack(
            comparison.changed.lazy.map { .init(start: readings.starts[$0], end: readings.ends[$0]) }, from: from,
            to: to)
        counts.new -= returned
        counts.corrected += returned
        try insert(comparison.changed.lazy.map { reading($0, of: readings, said.source) }, change: change)
        return Written(counts: counts, known: comparison.isWhole ? readings : nil)
    }

    /// Differences between the page's readings and the stored ones.
    private struct Comparison {
        var counts = StoredCounts()
        /// Indices of readings that are new or corrected.
        var changed: [Int] = []
        /// Indices of readings of which only the status or origin differs.
        var restated: [Int] = []
        var touched = TouchedTime()
        /// True if everything stored within the readings' time is among them.
        var isWhole = false
    }

    private func compare(_ readings: ReadingColumns, _ source: Int64, from: Int64, to: Int64) throws -> Comparison? {
        let stored = try storedReadings(from: from, to: to, withChanges: false)
        var comparison = Comparison()
        var next = 0
        for index in 0..<readings.count {
            let start = readings.starts[index]
            let end = readings.ends[index]
            while next < stored.count, stored[next].end <= start { next += 1 }
            guard next < stored.count, stored[next].start < end else {
                comparison.counts.new += 1
                comparison.changed.append(index)
                comparison.touched.insert(start, end)
                continue
            }
            let old = stored[next]
            guard old.start == start, old.end == end, old.source == source || old.source == 0 else { return nil }
            if old.value == readings.values[index] {
                comparison.counts.unchanged += 1
                if old.status != statuses[Int(readings.statuses[index])] || old.source != source {
                    comparison.restated.append(index)
                }
            } else {
                comparison.counts.corrected += 1
                comparison.changed.append(index)
                comparison.touched.insert(start, end)
            }
        }
        let between = stored.reduce(0) { $0 + ($1.end > from ? 1 : 0) }
        comparison.isWhole = between == readings.count - comparison.counts.new
        return comparison
    }

    func reading(_ index: Int, of readings: ReadingColumns, _ source: Int64) -> StoredReading {
        StoredReading(
            start: readings.starts[index], end: readings.ends[index], value: readings.values[index],
            status: statuses[Int(readings.statuses[index])], source: source)
    }

    // MARK: Reading

    /// Reads the stored readings that overlap a stretch of time, in order, and perhaps the one before.
    ///
    /// - Parameter withChanges: false if their change numbers are not needed; each column of a row costs time.
    func storedReadings(from: Int64, to: Int64, withChanges: Bool = true) throws -> [StoredReading] {
        var rows: [StoredReading] = []
        let columns = withChanges ? StoredReading.columns : StoredReading.columnsWithoutChange
        try database.forEachRow(
            "SELECT \(columns) FROM readings WHERE \(ReadingSQL.touching) ORDER BY start", [series, from, to]
        ) { rows.append(StoredReading($0, hasChange: withChanges)) }
        return rows
    }

    private func hasDuplicates(from: Int64, to: Int64) throws -> Bool {
        var found = false
        try database.forEachRow(
            "SELECT 1 FROM duplicate_readings WHERE series = ? AND start > ? AND start < ? LIMIT 1",
            [series, from - StoredReading.hour, to]
        ) { _ in found = true }
        return found
    }

    // MARK: Writing

    /// Inserts readings, replacing those with the same start.
    ///
    /// Two statements rather than `ON CONFLICT DO UPDATE`: SQLite keeps a journal for each run of a statement that may
    /// write more than one row and then fail, and an upsert counts as one. Nearly all readings are new.
    func insert(_ readings: some Sequence<StoredReading>, change: Int64) throws {
        let inserting = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO readings (series, start, "end", value, status, change, source)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
        let replacing = try database.cachedStatement(
            sql: """
                UPDATE readings SET "end" = ?3, value = ?4, status = ?5, change = ?6, source = ?7
                WHERE series = ?1 AND start = ?2
                """)
        // The statements belong to the connection, whose queue we are on; they are reset before anyone else can use them.
        let handles = [inserting.sqliteStatement, replacing.sqliteStatement]
        defer {
            for handle in handles {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
        }
        for handle in handles {
            sqlite3_bind_int64(handle, 1, series)
            sqlite3_bind_int64(handle, 6, change)
        }
        for reading in readings where try !step(inserting, reading) {
            guard try step(replacing, reading) else {
                throw DatabaseError(message: "a reading could neither be inserted nor replaced")
            }
        }
    }

    /// Runs a statement that takes the columns of a reading.
    ///
    /// - Returns: true if it wrote a row.
    private func step(_ statement: Statement, _ reading: StoredReading) throws -> Bool {
        let handle = statement.sqliteStatement
        sqlite3_bind_int64(handle, 2, reading.start)
        sqlite3_bind_int64(handle, 3, reading.end)
        sqlite3_bind_double(handle, 4, reading.value)
        sqlite3_bind_int64(handle, 5, reading.status)
        sqlite3_bind_int64(handle, 7, reading.source)
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "a reading could not be written")
        }
        sqlite3_reset(handle)
        return sqlite3_changes(sqlite3_db_handle(handle)) > 0
    }

    /// Updates the status and origin of a reading whose value and period are stored already.
    func restate(_ reading: StoredReading) throws {
        try database.cachedStatement(
            sql: "UPDATE readings SET status = ?, source = ? WHERE series = ? AND start = ?"
        ).execute(arguments: [reading.status, reading.source, series, reading.start])
    }

    /// Forgets that readings of some periods were withdrawn, because they have a value again.
    ///
    /// - Returns: the number of periods that were withdrawn.
    func takeBack(_ periods: some Sequence<StoredReading.Period>, from: Int64, to: Int64) throws -> Int {
        var withdrawn: Set<StoredReading.Period> = []
        try database.forEachRow(
            "SELECT start, \"end\" FROM withdrawn_readings WHERE series = ? AND start >= ? AND start < ?",
            [series, from, to]
        ) { withdrawn.insert(.init(start: sqlite3_column_int64($0, 0), end: sqlite3_column_int64($0, 1))) }
        guard !withdrawn.isEmpty else { return 0 }
        let returned = periods.filter(withdrawn.contains)
        for period in returned {
            try database.cachedStatement(
                sql: "DELETE FROM withdrawn_readings WHERE series = ? AND start = ? AND \"end\" = ?"
            ).execute(arguments: [series, period.start, period.end])
        }
        return returned.count
    }
}
