import GRDB
package import Metering

extension ReadingStore {
    /// The newest of everything, read at one moment while writing goes on.
    package func contents() async throws(StoreError) -> StoreContents {
        try await read { database in
            StoreContents(meters: try ReadingStore.meters(database), series: try ReadingStore.series(database))
        }
    }

    /// The readings of one series whose period starts in a range, in order.
    package func readings(
        of series: SeriesID, from: Timestamp, to: Timestamp
    ) async throws(StoreError) -> [Reading] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT start, "end", value, statuses.text FROM readings
                    JOIN series ON series.id = readings.series
                    JOIN meters ON meters.id = series.meter
                    JOIN statuses ON statuses.id = readings.status
                    WHERE metering_point = ? AND delivery_category = ? AND microproduction = ? AND unit = ?
                        AND start >= ? AND start < ?
                    ORDER BY start
                    """,
                arguments: [
                    series.meter.meteringPoint, series.meter.deliveryCategory, series.meter.microproduction,
                    series.unit,
                    from.milliseconds, to.milliseconds,
                ])
            var readings: [Reading] = []
            while let row = try rows.next() { readings.append(Reading(row)) }
            return readings
        }
    }

    /// How many readings are stored in all.
    package func readingCount() async throws(StoreError) -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM readings") ?? 0 }
    }

    /// CROSS JOIN keeps SQLite to the order that is written here (https://www.sqlite.org/lang_select.html#crossjoin): by
    /// itself it goes through all readings.
    static let newestReadings = """
        SELECT start, "end", value, statuses.text, metering_point, delivery_category, microproduction, unit
        FROM series
        JOIN meters ON meters.id = series.meter
        CROSS JOIN readings ON readings.series = series.id
            AND start = (SELECT max(start) FROM readings WHERE series = series.id)
        CROSS JOIN statuses ON statuses.id = readings.status
        """

    private static func series(_ database: Database) throws -> [StoredSeries] {
        let rows = try Row.fetchCursor(database, sql: newestReadings)
        var series: [StoredSeries] = []
        while let row = try rows.next() {
            series.append(StoredSeries(id: SeriesID(meter: MeterID(row, from: 4), unit: row[7]), newest: Reading(row)))
        }
        return series.sorted { $0.id < $1.id }
    }

    private static func meters(_ database: Database) throws -> [StoredMeter] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, metering_point, delivery_category, microproduction,
                    customer_number, installation_number, settlement, rate_code, property, subscribed_effect
                FROM meters
                """)
        var effects = try newestMaxEffects(database)
        var meters: [StoredMeter] = []
        while let row = try rows.next() {
            let id: Int64 = row[0]
            meters.append(
                StoredMeter(
                    id: MeterID(row, from: 1),
                    facts: MeterFacts(
                        customerNumber: row[4], installationNumber: row[5], settlement: row[6], rateCode: row[7],
                        property: row[8], subscribedEffect: row[9]),
                    maxEffects: effects.removeValue(forKey: id) ?? []))
        }
        return meters.sorted { $0.id < $1.id }
    }

    private static func newestMaxEffects(_ database: Database) throws -> [Int64: [MaxEffect]] {
        // SQLite gives the other columns of the row that holds the maximum:
        // https://www.sqlite.org/lang_select.html#bareagg
        let rows = try Row.fetchCursor(
            database, sql: "SELECT meter, unit, max(time), value FROM max_effects GROUP BY meter, unit")
        var effects: [Int64: [MaxEffect]] = [:]
        while let row = try rows.next() {
            effects[row[0], default: []].append(
                MaxEffect(time: Timestamp(milliseconds: row[2]), value: row[3], unit: row[1]))
        }
        return effects
    }
}
