import GRDB
import GRDBSQLite

/// A row of the tables of readings, as the writer needs it.
struct StoredReading: Equatable {
    var start: Int64
    var end: Int64
    var value: Double
    /// The row of its status.
    var status: Int64
    /// The row of its origin; 0 if it is unknown.
    var source: Int64
    /// The number of its change; 0 if it has none yet.
    var change: Int64 = 0

    /// A stretch of time in milliseconds since the epoch.
    struct Period: Hashable {
        var start: Int64
        var end: Int64
    }

    var period: Period { Period(start: start, end: end) }
    var length: Int64 { end - start }

    /// True if the reading is kept beside the believed ones it overlaps. One of at most an hour may count later, once
    /// more of its length have arrived; a longer one never displaces a shorter one, and arrives again with the next
    /// answer.
    var canBeSetAside: Bool { length <= Self.hour }

    /// The longest reading that is set aside.
    static let hour: Int64 = 3_600_000

    /// The columns that ``init(_:)`` reads, of the table readings.
    static let columns = columnsWithoutChange + ", change"
    /// The same for the tables of readings kept apart, which have no changes.
    static let columnsWithoutChange = "start, \"end\", value, status, source"
}

extension StoredReading {
    /// Reads a row of ``columns`` or ``columnsWithoutChange``.
    init(_ row: OpaquePointer, hasChange: Bool = true) {
        self.init(
            start: sqlite3_column_int64(row, 0), end: sqlite3_column_int64(row, 1),
            value: sqlite3_column_double(row, 2), status: sqlite3_column_int64(row, 3),
            source: sqlite3_column_int64(row, 4), change: hasChange ? sqlite3_column_int64(row, 5) : 0)
    }
}

/// The stretch of time of one series that a write has touched.
struct TouchedTime: Equatable {
    private(set) var first = Int64.max
    private(set) var end = Int64.min

    var isEmpty: Bool { first >= end }

    mutating func insert(_ start: Int64, _ end: Int64) {
        first = min(first, start)
        self.end = max(self.end, end)
    }
}

extension Database {
    /// Records that readings of a series have changed.
    ///
    /// - Returns: the number for them; nil if no time was touched.
    func newChange(series: Int64, _ touched: TouchedTime) throws -> Int64? {
        guard !touched.isEmpty else { return nil }
        try cachedStatement(sql: "INSERT INTO changes (series, first, last) VALUES (?, ?, ?)")
            .execute(arguments: [series, touched.first, touched.end - 1])
        return lastInsertedRowID
    }

    /// Keeps a reading apart from the believed ones.
    func setAside(_ reading: StoredReading, series: Int64) throws {
        try cachedStatement(
            sql: """
                INSERT INTO duplicate_readings (series, start, "end", value, status, source) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (series, start, "end") DO UPDATE
                SET value = excluded.value, status = excluded.status, source = excluded.source
                """
        ).execute(arguments: [series, reading.start, reading.end, reading.value, reading.status, reading.source])
    }
}
