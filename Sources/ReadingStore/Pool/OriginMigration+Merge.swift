import GRDB
import Ground
import Metering

extension OriginMigration {
    /// The new place of a meter: the row that now stands for it, and whether its texts have changed.
    struct MeterMove {
        var target: Int64
        var isRenamed: Bool
    }

    /// Trims the texts of meters and finds the rows that are then one meter.
    func mergeMeters() throws -> [Int64: MeterMove] {
        try moveFacts()
        let rows = try Row.fetchAll(
            database, sql: "SELECT id, metering_point, delivery_category, microproduction FROM meters ORDER BY id")
        var same: [MeterID: [(id: Int64, isTrimmed: Bool)]] = [:]
        for row in rows {
            let meter = MeterID(row)
            let trimmed = MeterID(
                meteringPoint: String(meter.meteringPoint.trimmed),
                deliveryCategory: String(meter.deliveryCategory.trimmed), microproduction: meter.microproduction)
            same[trimmed, default: []].append((row["id"], trimmed == meter))
        }
        var moves: [Int64: MeterMove] = [:]
        for (meter, rows) in same {
            let target = rows.first { $0.isTrimmed } ?? rows[0]
            for row in rows { moves[row.id] = MeterMove(target: target.id, isRenamed: !row.isTrimmed) }
            for row in rows where row.id != target.id { try moveMeter(row.id, into: target.id) }
            guard !target.isTrimmed else { continue }
            try database.execute(
                sql: "UPDATE meters SET metering_point = ?, delivery_category = ? WHERE id = ?",
                arguments: [meter.meteringPoint, meter.deliveryCategory, target.id])
        }
        return moves
    }

    /// Moves facts: a meter's facts are those of its time series, and its property is that of its invoices.
    private func moveFacts() throws {
        try database.execute(
            sql: """
                INSERT INTO meter_facts SELECT meters.id, 'timeseries',
                    coalesce((SELECT "group" FROM group_meters WHERE meter = meters.id LIMIT 1), ''),
                    trim(customer_number), trim(installation_number), trim(settlement), trim(rate_code), NULL,
                    subscribed_effect, (SELECT max(\(ReadingSQL.newestEnd)) FROM series WHERE meter = meters.id), 0, NULL
                FROM meters;
                INSERT INTO meter_facts SELECT meters.id, 'invoiced',
                    coalesce((SELECT "group" FROM group_meters WHERE meter = meters.id LIMIT 1), ''),
                    trim(customer_number), trim(installation_number), trim(settlement), trim(rate_code), trim(property),
                    subscribed_effect, (SELECT max(date) FROM old_invoices WHERE meter = meters.id), 0, NULL
                FROM meters WHERE property IS NOT NULL OR EXISTS (SELECT 1 FROM old_invoices WHERE meter = meters.id);
                """)
    }

    private func moveMeter(_ meter: Int64, into target: Int64) throws {
        try database.execute(
            sql: """
                INSERT INTO group_meters SELECT "group", :target, since FROM group_meters WHERE meter = :meter
                ON CONFLICT ("group", meter) DO UPDATE SET since = min(since, excluded.since);
                DELETE FROM meter_facts WHERE meter = :target AND coalesce(newest, \(Int64.min)) < (
                    SELECT coalesce(newest, \(Int64.min)) FROM meter_facts AS other
                    WHERE other.meter = :meter AND other.endpoint = meter_facts.endpoint);
                UPDATE OR IGNORE meter_facts SET meter = :target WHERE meter = :meter;
                """, arguments: ["meter": meter, "target": target])
    }

    /// Gives units their labels and joins the series that are then one. A series with another label gets a new change,
    /// since it is another series to a receiver.
    func mergeSeries(_ meters: [Int64: MeterMove]) throws {
        var same: [SeriesKey: [(id: Int64, isSame: Bool)]] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, meter, unit FROM series ORDER BY id") {
            let (meter, unit): (Int64, String) = (row["meter"], row["unit"])
            guard let move = meters[meter] else { continue }
            let label = UnitLabel.canonical(unit)
            same[SeriesKey(meter: move.target, unit: label), default: []].append(
                (row["id"], label == unit && !move.isRenamed))
        }
        let mover = SeriesMover(database: database)
        for (key, rows) in same {
            let target = rows.first { $0.isSame } ?? rows[0]
            for row in rows where row.id != target.id { try mover.move(row.id, into: target.id) }
            guard !target.isSame else { continue }
            try database.execute(
                sql: "UPDATE series SET meter = ?, unit = ? WHERE id = ?", arguments: [key.meter, key.unit, target.id])
            try mover.renew(target.id)
        }
    }

    private struct SeriesKey: Hashable {
        var meter: Int64
        var unit: String
    }

    private struct InvoiceKey: Hashable {
        var meter: Int64
        var unit: String
        var date: Int64
    }

    /// Moves invoices. With another label they are new to a receiver; of two for one date the newer stays.
    func moveInvoices(_ meters: [Int64: MeterMove]) throws {
        var taken: Set<InvoiceKey> = []
        var moved: [(key: InvoiceKey, value: Double, status: Int64)] = []
        for row in try Row.fetchAll(database, sql: "SELECT * FROM old_invoices ORDER BY change DESC") {
            let (meter, unit): (Int64, String) = (row["meter"], row["unit"])
            let key = InvoiceKey(
                meter: meters[meter]?.target ?? meter, unit: UnitLabel.canonical(unit), date: row["date"])
            guard taken.insert(key).inserted else { continue }
            guard key.unit == unit, meters[meter]?.isRenamed != true else {
                moved.append((key, row["value"], row["status"]))
                continue
            }
            try insert(key, value: row["value"], status: row["status"], change: row["change"])
        }
        var change = try Int64.fetchOne(database, sql: "SELECT max(change) FROM old_invoices") ?? 0
        for one in moved.reversed() {
            change += 1
            try insert(one.key, value: one.value, status: one.status, change: change)
        }
        taken = []
        for row in try Row.fetchAll(database, sql: "SELECT * FROM old_invoice_max_effects ORDER BY time DESC") {
            let meter: Int64 = row["meter"]
            let key = InvoiceKey(
                meter: meters[meter]?.target ?? meter, unit: UnitLabel.canonical(row["unit"] as String),
                date: row["date"])
            guard taken.insert(key).inserted else { continue }
            try database.execute(
                sql: "INSERT INTO invoice_max_effects (meter, unit, date, time, value) VALUES (?, ?, ?, ?, ?)",
                arguments: [key.meter, key.unit, key.date, row["time"] as Int64, row["value"] as Double])
        }
    }

    private func insert(_ key: InvoiceKey, value: Double, status: Int64, change: Int64) throws {
        try database.execute(
            sql: "INSERT INTO invoices (change, meter, unit, date, value, status) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [change, key.meter, key.unit, key.date, value, status])
    }

    /// Deletes the rows of meters that were joined to others. Foreign keys are off during a migration, so rows that
    /// refer to them go first.
    func removeMerged(_ meters: [Int64: MeterMove]) throws {
        for (meter, move) in meters where meter != move.target {
            for table in ["group_meters", "meter_facts"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE meter = ?", arguments: [meter])
            }
            try database.execute(sql: "DELETE FROM max_effects WHERE meter = ?", arguments: [meter])
            try database.execute(sql: "DELETE FROM meters WHERE id = ?", arguments: [meter])
        }
    }
}
