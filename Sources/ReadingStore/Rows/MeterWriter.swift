import GRDB
import Ground
import Metering

/// Writes the rows that readings and invoices refer to: meters, series, statuses.
///
/// Nearly all of them exist, so each is looked up before it is inserted.
struct MeterWriter {
    let database: Database

    /// Returns the id of a meter's row, inserting it if there is none.
    func meterID(_ meter: MeterID) throws -> Int64 {
        if let id = try database.meterID(meter) { return id }
        try database.cachedStatement(
            sql: "INSERT INTO meters (metering_point, delivery_category, microproduction) VALUES (?, ?, ?)"
        ).execute(arguments: [meter.meteringPoint, meter.deliveryCategory, meter.microproduction])
        return database.lastInsertedRowID
    }

    /// Records the group that brought a meter, unless it is recorded already. The meter is served from then on.
    func record(_ meter: Int64, in group: String, now: Timestamp) throws {
        try database.cachedStatement(sql: "UPDATE meters SET is_served = 1 WHERE id = ? AND is_served = 0")
            .execute(arguments: [meter])
        try database.cachedStatement(
            sql: "INSERT INTO group_meters (\"group\", meter, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        ).execute(arguments: [group, meter, now.milliseconds])
    }

    /// Inserts the row of a new series.
    func insertSeries(meter: Int64, unit: String) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO series (meter, unit) VALUES (?, ?)")
            .execute(arguments: [meter, unit])
        return database.lastInsertedRowID
    }

    /// Returns the id of a status's row, inserting it if there is none.
    func statusID(_ text: String) throws -> Int64 {
        if let id = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM statuses WHERE text = ?"), arguments: [text])
        {
            return id
        }
        try database.cachedStatement(sql: "INSERT INTO statuses (text) VALUES (?)").execute(arguments: [text])
        return database.lastInsertedRowID
    }
}
