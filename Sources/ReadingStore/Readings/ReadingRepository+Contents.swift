import GRDB
import Ground
import Metering

extension ReadingRepository {
    /// Reads the newest of everything, and the number of the newest change, at one moment while writing goes on.
    package func contents() async throws(StoreError) -> StoreContents {
        try await pool.read { database in
            StoreContents(
                meters: try Self.meters(database), series: try Self.series(database),
                change: try database.newestChange())
        }
    }

    /// CROSS JOIN keeps SQLite to the order that is written here (https://www.sqlite.org/lang_select.html#crossjoin): by
    /// itself it goes through all readings.
    static let newestReadings = """
        SELECT start, "end", value, statuses.text AS status,
            metering_point, delivery_category, microproduction, unit
        FROM series
        JOIN meters ON meters.id = series.meter
        CROSS JOIN readings ON readings.series = series.id
            AND start = (SELECT max(start) FROM readings WHERE series = series.id)
        CROSS JOIN statuses ON statuses.id = readings.status
        """

    private static func series(_ database: Database) throws -> [StoredSeries] {
        try database.values(newestReadings) { StoredSeries(id: SeriesID($0), newest: Reading($0)) }
            .sorted { $0.id < $1.id }
    }

    private static func meters(_ database: Database) throws -> [StoredMeter] {
        var effects = try newestMaxEffects(database)
        return try database.values("SELECT * FROM meters") { row in
            StoredMeter(
                id: MeterID(row), facts: MeterFacts(row), maxEffects: effects.removeValue(forKey: row["id"]) ?? [])
        }.sorted { $0.id < $1.id }
    }

    /// Reads the newest effect of each unit, by the meters' places.
    private static func newestMaxEffects(_ database: Database) throws -> [Int64: [MaxEffect]] {
        // SQLite gives the other columns of the row that holds the maximum:
        // https://www.sqlite.org/lang_select.html#bareagg
        let rows = try Row.fetchCursor(
            database, sql: "SELECT meter, unit, max(time) AS time, value FROM max_effects GROUP BY meter, unit")
        var effects: [Int64: [MaxEffect]] = [:]
        while let row = try rows.next() {
            effects[row["meter"], default: []].append(
                MaxEffect(time: Timestamp(milliseconds: row["time"]), value: row["value"], unit: row["unit"]))
        }
        return effects
    }
}
