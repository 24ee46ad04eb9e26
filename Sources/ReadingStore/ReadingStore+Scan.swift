import GRDB
import GRDBSQLite
package import Metering

/// Time of one series whose readings are new or corrected.
package struct ChangedTime: Sendable, Equatable {
    package var series: SeriesID
    package var time: Range<Timestamp>

    package init(series: SeriesID, time: Range<Timestamp>) {
        self.series = series
        self.time = time
    }
}

extension ReadingStore {
    /// Where readings have changed after a number, and the newest number.
    ///
    /// - Parameter number: of an earlier call; 0 meets every stored reading.
    package func changedTime(after number: Int64) async throws(StoreError) -> (changes: [ChangedTime], newest: Int64) {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT metering_point, delivery_category, microproduction, unit, first, last, change
                    FROM changes JOIN series ON series.id = series JOIN meters ON meters.id = meter
                    WHERE change > ? ORDER BY change
                    """, arguments: [number])
            var changes: [ChangedTime] = []
            var newest = number
            while let row = try rows.next() {
                let last: Int64 = row[5]
                changes.append(
                    ChangedTime(
                        series: SeriesID(meter: MeterID(row, from: 0), unit: row[3]),
                        time: Timestamp(milliseconds: row[4])..<Timestamp(milliseconds: last + 1)))
                newest = row[6]
            }
            return (changes, newest)
        }
    }

    /// The number of the newest change; 0 where there is none.
    package func newestChange() async throws(StoreError) -> Int64 {
        try await read { try Int64.fetchOne($0, sql: "SELECT max(change) FROM changes") ?? 0 }
    }

    /// Goes through the readings of stretches of time, one after the other, without a value for each reading.
    ///
    /// - Parameters:
    ///   - stretches: of any series, in any order.
    ///   - body: called with the place of a stretch and all readings that touch it, in order, and perhaps the one
    ///     before. Their statuses are not read: the column is empty. It runs on a thread of the store and must not ask the store.
    package func scan(
        _ stretches: [ChangedTime], _ body: @escaping @Sendable (Int, ReadingColumns) -> Void
    ) async throws(StoreError) {
        // A few at a time: while a reader goes on, the log cannot be written back into the file.
        var next = 0
        while next < stretches.count {
            let places = next..<min(next + ReadingStore.scannedAtOnce, stretches.count)
            try await read { database in
                for place in places {
                    body(place, try ReadingStore.columns(database, stretches[place]))
                }
            }
            next = places.upperBound
        }
    }

    /// Some 60 MB of readings at a quarter's two months each.
    private static let scannedAtOnce = 200

    private static func columns(_ database: Database, _ stretch: ChangedTime) throws -> ReadingColumns {
        let meter = stretch.series.meter
        let series = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT series.id FROM series JOIN meters ON meters.id = meter
                    WHERE metering_point = ? AND delivery_category = ? AND microproduction = ? AND unit = ?
                    """),
            arguments: [meter.meteringPoint, meter.deliveryCategory, meter.microproduction, stretch.series.unit])
        var columns = ReadingColumns()
        guard let series else { return columns }
        try database.forEachRow(
            """
            SELECT start, "end", value FROM readings WHERE series = ?1 AND start < ?3 AND start >= \(ReadingStore.firstReachingIn)
            ORDER BY start
            """, [series, stretch.time.lowerBound.milliseconds, stretch.time.upperBound.milliseconds]
        ) { row in
            columns.starts.append(sqlite3_column_int64(row, 0))
            columns.ends.append(sqlite3_column_int64(row, 1))
            columns.values.append(sqlite3_column_double(row, 2))
        }
        return columns
    }
}
