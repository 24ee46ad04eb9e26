import GRDB
import GRDBSQLite
package import Ground
package import Metering

/// Readings to deliver, by series; a series may occur more than once.
package struct DueReadings: Sendable {
    /// One series' readings, in order of time; their statuses are not read.
    package struct Series: Sendable {
        /// The meter and unit of the series.
        package var id: SeriesID
        /// The readings that are due.
        package var readings: ReadingColumns
    }

    /// Readings in the order of their delivery.
    package var series: [Series] = []
    /// The number of readings of all series.
    package var count = 0
    /// The earliest end of the readings met that are not due yet.
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

extension DeliveryRepository {
    /// Reads all series of served meters, in the order of their rows.
    package func seriesRows() async throws(StoreError) -> [SeriesRow] {
        try await pool.read { try SeriesRow.all($0, where: "is_served") }
    }

    /// Reads the due readings of the changes after a cursor, change by change.
    ///
    /// - Parameter limit: after this many readings no further change is begun; one change holds the readings that one
    ///   page brought for one series.
    /// - Returns: the readings, the number of the last change examined, and whether it is the last of all.
    package func dueReadings(
        after change: Int64, _ limits: DeliveryLimits, limit: Int
    ) async throws(StoreError) -> (due: DueReadings, newest: Int64, isLast: Bool) {
        try await pool.read { database in
            let changes = try database.values(
                """
                SELECT change, series, first, last, is_served, metering_point, delivery_category, microproduction, unit
                FROM changes JOIN series ON series.id = series JOIN meters ON meters.id = meter
                WHERE change > ? ORDER BY change LIMIT ?
                """, [change, Self.changesAtOnce], Change.init)
            var due = DueReadings()
            var newest = change
            for change in changes {
                if due.count >= limit { return (due, newest, false) }
                newest = change.number
                guard change.isServed, change.last >= limits.oldest.milliseconds else { continue }
                var readings = ReadingColumns()
                try database.forEachRow(
                    """
                    SELECT start, "end", value FROM readings
                    WHERE series = ? AND start BETWEEN ? AND ? AND change = ? ORDER BY start
                    """, [change.series, change.first, change.last, change.number]
                ) { reading in
                    let end = sqlite3_column_int64(reading, 1)
                    guard end > limits.oldest.milliseconds else { return }
                    if end > limits.settled.milliseconds { return due.postpone(end) }
                    readings.append(reading)
                }
                due.add(readings, of: change.id)
            }
            return (due, newest, changes.count < Self.changesAtOnce)
        }
    }

    /// The most changes examined at once; most of them hold nothing new.
    private static let changesAtOnce = 2000

    /// Reads the readings of some series that become due when `settled` advances.
    ///
    /// - Parameters:
    ///   - from: readings that end by this were due before.
    ///   - change: readings of later changes are left out.
    /// - Returns: also the earliest end behind the limits.
    package func dueReadings(
        of series: ArraySlice<SeriesRow>, from: Timestamp, _ limits: DeliveryLimits, upTo change: Int64
    ) async throws(StoreError) -> DueReadings {
        let from = max(from, limits.oldest).milliseconds
        return try await pool.read { database in
            var due = DueReadings()
            for one in series {
                var readings = ReadingColumns()
                try database.forEachRow(
                    """
                    SELECT start, "end", value FROM readings WHERE \(ReadingSQL.touching)
                        AND "end" > ?2 AND "end" <= ?3 AND change <= ?4 ORDER BY start
                    """, [one.row, from, limits.settled.milliseconds, change]
                ) { readings.append($0) }
                try database.forEachRow(
                    """
                    SELECT "end" FROM readings WHERE series = ?1 AND start >= \(ReadingSQL.firstReachingIn)
                        AND "end" > ?2 AND change <= ?3 ORDER BY start LIMIT 1
                    """, [one.row, max(limits.settled.milliseconds, from), change]
                ) { due.postpone(sqlite3_column_int64($0, 0)) }
                due.add(readings, of: one.id)
            }
            return due
        }
    }
}

/// A row of the table changes, with its series.
private struct Change {
    var number: Int64
    var series: Int64
    var first: Int64
    var last: Int64
    var isServed: Bool
    var id: SeriesID

    init(_ row: Row) {
        number = row["change"]
        series = row["series"]
        first = row["first"]
        last = row["last"]
        isServed = row["is_served"]
        id = SeriesID(row)
    }
}
