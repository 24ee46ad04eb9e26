import GRDB
import GRDBSQLite
package import Metering

/// Readings that are to be delivered, by series; a series may come more than once.
package struct DueReadings: Sendable {
    /// One series' readings, in order of time; their statuses are not read.
    package struct Series: Sendable {
        package var id: SeriesID
        package var readings: ReadingColumns
    }

    package var series: [Series] = []
    /// How many in all.
    package var count = 0
    /// The earliest end of those that were met and are not due yet.
    package var nextEnd: Timestamp?

    fileprivate mutating func add(_ readings: ReadingColumns, of id: SeriesID) {
        guard !readings.isEmpty else { return }
        count += readings.count
        series.append(Series(id: id, readings: readings))
    }

    fileprivate mutating func postpone(_ end: Int64) {
        if end < nextEnd?.milliseconds ?? .max { nextEnd = Timestamp(milliseconds: end) }
    }
}

extension ReadingStore {
    /// A series and its place in the store.
    package struct SeriesRow: Sendable {
        package var id: SeriesID
        fileprivate var row: Int64
    }

    /// All series.
    package func seriesRows() async throws(StoreError) -> [SeriesRow] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT metering_point, delivery_category, microproduction, unit, series.id
                    FROM series JOIN meters ON meters.id = meter ORDER BY series.id
                    """)
            var series: [SeriesRow] = []
            while let row = try rows.next() {
                series.append(SeriesRow(id: SeriesID(meter: MeterID(row, from: 0), unit: row[3]), row: row[4]))
            }
            return series
        }
    }

    /// The readings of the changes after a cursor that are due, change after change.
    ///
    /// - Parameter limit: no further change is begun once there are so many readings; one change holds the readings that one
    ///   page brought for one series.
    /// - Returns: the readings, the number of the last change that was looked at, and whether it is the last of all.
    package func dueReadings(
        after change: Int64, _ limits: DeliveryLimits, limit: Int
    ) async throws(StoreError) -> (due: DueReadings, newest: Int64, isLast: Bool) {
        try await read { database in
            let changes = try Row.fetchAll(
                database,
                sql: """
                    SELECT change, series, first, last, metering_point, delivery_category, microproduction, unit
                    FROM changes JOIN series ON series.id = series JOIN meters ON meters.id = meter
                    WHERE change > ? ORDER BY change LIMIT ?
                    """, arguments: [change, ReadingStore.changesAtOnce])
            var due = DueReadings()
            var newest = change
            for row in changes {
                if due.count >= limit { return (due, newest, false) }
                newest = row[0]
                guard row[3] as Int64 >= limits.oldest.milliseconds else { continue }
                var readings = ReadingColumns()
                try database.forEachRow(
                    """
                    SELECT start, "end", value FROM readings
                    WHERE series = ? AND start BETWEEN ? AND ? AND change = ? ORDER BY start
                    """, [row[1], row[2], row[3], newest]
                ) { reading in
                    let end = sqlite3_column_int64(reading, 1)
                    guard end > limits.oldest.milliseconds else { return }
                    if end > limits.settled.milliseconds { return due.postpone(end) }
                    readings.appendDue(reading)
                }
                due.add(readings, of: SeriesID(meter: MeterID(row, from: 4), unit: row[7]))
            }
            return (due, newest, changes.count < ReadingStore.changesAtOnce)
        }
    }

    /// How many changes are looked at in one go: most hold nothing new.
    private static let changesAtOnce = 2000

    /// The readings of some series that become due when `settled` moves on from one time to another.
    ///
    /// - Parameters:
    ///   - from: what ended by it is not due again.
    ///   - change: readings of later changes are left out.
    /// - Returns: also the earliest end behind the limits.
    package func dueReadings(
        of series: ArraySlice<SeriesRow>, from: Timestamp, _ limits: DeliveryLimits, upTo change: Int64
    ) async throws(StoreError) -> DueReadings {
        let from = max(from, limits.oldest).milliseconds
        return try await read { database in
            var due = DueReadings()
            for one in series {
                var readings = ReadingColumns()
                try database.forEachRow(
                    """
                    SELECT start, "end", value FROM readings WHERE series = ?1 AND start < ?3 AND start >= \(ReadingStore.firstReachingIn)
                        AND "end" > ?2 AND "end" <= ?3 AND change <= ?4 ORDER BY start
                    """, [one.row, from, limits.settled.milliseconds, change]
                ) { readings.appendDue($0) }
                try database.forEachRow(
                    """
                    SELECT "end" FROM readings WHERE series = ?1 AND start >= \(ReadingStore.firstReachingIn)
                        AND "end" > ?2 AND change <= ?3 ORDER BY start LIMIT 1
                    """, [one.row, max(limits.settled.milliseconds, from), change]
                ) { due.postpone(sqlite3_column_int64($0, 0)) }
                due.add(readings, of: one.id)
            }
            return due
        }
    }
}

extension ReadingColumns {
    /// From the columns start, end and value.
    fileprivate mutating func appendDue(_ row: OpaquePointer) {
        starts.append(sqlite3_column_int64(row, 0))
        ends.append(sqlite3_column_int64(row, 1))
        values.append(sqlite3_column_double(row, 2))
    }
}
