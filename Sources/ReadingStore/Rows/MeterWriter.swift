import GRDB
import Ground
import Metering

/// Writes what readings and invoices belong to: meters with their facts, series, statuses.
struct MeterWriter {
    let database: Database

    /// Inserts a meter, or takes over what an answer says anew of it.
    ///
    /// - Returns: the id of its row.
    func upsert(_ meter: MeterID, _ facts: MeterFacts) throws -> Int64 {
        // The upsert writes only where an answer carries something new, so that a poll without news writes nothing.
        try database.cachedStatement(
            sql: """
                INSERT INTO meters (metering_point, delivery_category, microproduction,
                    customer_number, installation_number, settlement, rate_code, property, subscribed_effect)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (metering_point, delivery_category, microproduction) DO UPDATE SET
                    customer_number = coalesce(excluded.customer_number, customer_number),
                    installation_number = coalesce(excluded.installation_number, installation_number),
                    settlement = coalesce(excluded.settlement, settlement),
                    rate_code = coalesce(excluded.rate_code, rate_code),
                    property = coalesce(excluded.property, property),
                    subscribed_effect = coalesce(excluded.subscribed_effect, subscribed_effect)
                WHERE coalesce(excluded.customer_number, customer_number) IS NOT customer_number
                    OR coalesce(excluded.installation_number, installation_number) IS NOT installation_number
                    OR coalesce(excluded.settlement, settlement) IS NOT settlement
                    OR coalesce(excluded.rate_code, rate_code) IS NOT rate_code
                    OR coalesce(excluded.property, property) IS NOT property
                    OR coalesce(excluded.subscribed_effect, subscribed_effect) IS NOT subscribed_effect
                """
        ).execute(arguments: [
            meter.meteringPoint, meter.deliveryCategory, meter.microproduction, facts.customerNumber,
            facts.installationNumber, facts.settlement, facts.rateCode, facts.property, facts.subscribedEffect,
        ])
        return try found(
            "SELECT id FROM meters WHERE metering_point = ? AND delivery_category = ? AND microproduction = ?",
            [meter.meteringPoint, meter.deliveryCategory, meter.microproduction])
    }

    /// Notes which group brought a meter, unless it did so before.
    func note(_ meter: Int64, in group: String, now: Timestamp) throws {
        try database.cachedStatement(
            sql: "INSERT INTO group_meters (\"group\", meter, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        ).execute(arguments: [group, meter, now.milliseconds])
    }

    /// Returns the id of a series' row, inserted where there was none.
    func seriesID(meter: Int64, unit: String) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO series (meter, unit) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .execute(arguments: [meter, unit])
        return try found("SELECT id FROM series WHERE meter = ? AND unit = ?", [meter, unit])
    }

    /// Returns the id of a status' row, inserted where there was none.
    func statusID(_ text: String) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO statuses (text) VALUES (?) ON CONFLICT DO NOTHING")
            .execute(arguments: [text])
        return try found("SELECT id FROM statuses WHERE text = ?", [text])
    }

    /// The id of a row that was written just before.
    private func found(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
        guard let id = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else {
            throw DatabaseError(resultCode: .SQLITE_INTERNAL, message: "a row that was just written is not there")
        }
        return id
    }
}
