import GRDB
import GRDBSQLite
import Ground
import Metering

/// Parts of queries about readings.
enum ReadingSQL {
    /// The start of the first reading of series `?1` that may reach into the time from `?2` on. Stored readings do not
    /// overlap, so of those that begin before `?2` only the newest can.
    static let firstReachingIn = """
        coalesce((SELECT start FROM readings WHERE series = ?1 AND start < ?2 ORDER BY start DESC LIMIT 1), ?2)
        """

    /// The condition for the readings of series `?1` that touch the time from `?2` to `?3`, and perhaps the one before.
    static let touching = "series = ?1 AND start < ?3 AND start >= \(firstReachingIn)"

    /// The end of the newest reading of the row of the table series.
    static let newestEnd = """
        (SELECT "end" FROM readings WHERE series = series.id ORDER BY start DESC LIMIT 1)
        """
}

extension Reading {
    /// Reads the columns start, end and value, and the text of the status as status.
    init(_ row: Row) {
        self.init(
            start: Timestamp(milliseconds: row["start"]), end: Timestamp(milliseconds: row["end"]),
            value: row["value"], status: row["status"])
    }
}

extension ReadingColumns {
    /// Appends the first three columns of a row from ``GRDB/Database/forEachRow(_:_:_:)``: start, end, value.
    mutating func append(_ row: OpaquePointer) {
        starts.append(sqlite3_column_int64(row, 0))
        ends.append(sqlite3_column_int64(row, 1))
        values.append(sqlite3_column_double(row, 2))
    }
}

extension Database {
    /// Reads the readings of a series that touch a stretch of time, in order, and perhaps the one before. Their
    /// statuses are left out.
    ///
    /// - Parameter change: readings of later changes are left out; nil leaves out none.
    func columns(
        series: Int64, _ time: Range<Timestamp>, upTo change: Int64? = nil
    ) throws -> ReadingColumns {
        var columns = ReadingColumns()
        // A scan of all readings should not read every change number only to find that it wants each.
        let bound = change == nil ? "" : "AND change <= ?4"
        try forEachRow(
            "SELECT start, \"end\", value FROM readings WHERE \(ReadingSQL.touching) \(bound) ORDER BY start",
            [series, time.lowerBound.milliseconds, time.upperBound.milliseconds] + (change.map { [$0] } ?? [])
        ) { columns.append($0) }
        return columns
    }

    /// Reads the number of the newest change of readings; 0 if there was none.
    func newestChange() throws -> Int64 {
        // The retention may have deleted the newest rows of the table of changes.
        try Int64.fetchOne(self, sql: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'changes'") ?? 0
    }
}
