import GRDB
package import Metering

/// New or corrected readings of one series, stored together.
package struct StoredChange: Sendable, Equatable {
    /// Rises from change to change; a cursor that has seen this one goes on after it.
    package var number: Int64
    package var series: SeriesID
    /// In order of time. Empty where a later change has taken all of them over.
    package var readings: [Reading]

    package init(number: Int64, series: SeriesID, readings: [Reading]) {
        self.number = number
        self.series = series
        self.readings = readings
    }
}

extension ReadingStore {
    /// The changes after a number, oldest first: following them, every stored reading is met at least once.
    ///
    /// - Parameter limit: how many changes at most; one holds the readings that one page brought for one series.
    package func changes(after number: Int64, limit: Int) async throws(StoreError) -> [StoredChange] {
        try await read { database in
            let changes = try Row.fetchAll(
                database,
                sql: """
                    SELECT change, metering_point, delivery_category, microproduction, unit, series, first, last
                    FROM changes JOIN series ON series.id = series JOIN meters ON meters.id = meter
                    WHERE change > ? ORDER BY change LIMIT ?
                    """, arguments: [number, limit])
            return try changes.map { row in
                let readings = try Row.fetchAll(
                    database.cachedStatement(
                        sql: """
                            SELECT start, "end", value, statuses.text FROM readings
                            JOIN statuses ON statuses.id = status
                            WHERE series = ? AND start BETWEEN ? AND ? AND change = ? ORDER BY start
                            """), arguments: [row["series"], row["first"], row["last"], row["change"]])
                return StoredChange(
                    number: row["change"], series: SeriesID(meter: MeterID(row, from: 1), unit: row["unit"]),
                    readings: readings.map { Reading($0) })
            }
        }
    }
}
