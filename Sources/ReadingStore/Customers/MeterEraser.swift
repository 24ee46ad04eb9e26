import GRDB
import Ground
import Metering

/// Removes a meter, or one customer's part of it.
struct MeterEraser {
    private let database: Database
    private let meter: OwnedMeter
    /// Without leading zeros; nil to remove the meter wholly.
    private let customer: String?

    init(database: Database, meter: OwnedMeter, _ selection: ForgetSelection) {
        self.database = database
        self.meter = meter
        customer =
            if case .customer(let number) = selection, meter.isShared(by: CustomerNumber.normalized(number)) {
                CustomerNumber.normalized(number)
            } else {
                nil
            }
    }

    // MARK: Counting

    func data() throws -> ForgettableData.Meter {
        var data = ForgettableData.Meter(id: meter.id, readings: 0, invoices: 0, isWhole: customer == nil)
        let places = try sources()
        for (series, _) in try database.series(of: meter.row) {
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS count, min(start) AS first, max("end") AS last FROM readings
                    WHERE series = ? \(condition(places))
                    """, arguments: [series])
            guard let row, let first: Int64 = row["first"], let last: Int64 = row["last"] else { continue }
            data.readings += row["count"]
            let time = Timestamp(milliseconds: first)..<Timestamp(milliseconds: last)
            data.time = data.time.map { $0.hull(with: time) } ?? time
        }
        data.invoices =
            try Int.fetchOne(
                database,
                sql:
                    "SELECT count(*) FROM invoices WHERE meter = ? AND coalesce(?, customer_number) IS customer_number",
                arguments: [meter.row, customer]) ?? 0
        return data
    }

    /// The rows of the customer's origins; nil for all readings.
    private func sources() throws -> [Int64]? {
        guard let customer else { return nil }
        return try Int64.fetchAll(
            database, sql: "SELECT id FROM sources WHERE meter = ? AND customer_number = ?",
            arguments: [meter.row, customer])
    }

    private func condition(_ places: [Int64]?) -> String {
        places.map { "AND source IN (\($0.map(String.init).joined(separator: ",")))" } ?? ""
    }

    // MARK: Erasing

    func erase() throws {
        if let customer { try erasePart(of: customer) } else { try eraseAll() }
    }

    private func eraseAll() throws {
        for (series, _) in try database.series(of: meter.row) {
            for table in ["readings", "changes"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE series = ?", arguments: [series])
            }
        }
        // The other tables follow by their foreign keys.
        try database.execute(sql: "DELETE FROM series WHERE meter = ?", arguments: [meter.row])
        try database.execute(sql: "DELETE FROM meters WHERE id = ?", arguments: [meter.row])
    }

    private func erasePart(of customer: String) throws {
        let places = try sources() ?? []
        for (series, _) in try database.series(of: meter.row) {
            for table in ["duplicate_readings", "withdrawn_readings"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE series = ? \(condition(places))", arguments: [series])
            }
            try eraseReadings(of: series, places)
        }
        // Days whose readings the retention has removed mix the use of both customers, and cannot be divided.
        try database.execute(sql: "DELETE FROM courses WHERE meter = ?", arguments: [meter.row])
        for sql in [
            "DELETE FROM invoices WHERE meter = ? AND customer_number = ?",
            "DELETE FROM invoice_max_effects WHERE meter = ? AND customer_number = ?",
            "DELETE FROM sources WHERE meter = ? AND customer_number = ?",
            "DELETE FROM meter_facts WHERE meter = ? AND ltrim(trim(customer_number), '0') = ?",
        ] {
            try database.execute(sql: sql, arguments: [meter.row, customer])
        }
        try database.execute(
            sql: """
                DELETE FROM group_meters WHERE meter = ?1 AND "group" NOT IN (
                    SELECT "group" FROM sources WHERE meter = ?1 UNION SELECT "group" FROM meter_facts WHERE meter = ?1)
                """, arguments: [meter.row])
    }

    /// Removes readings as a withdrawal does: sums follow, and readings that were set aside for them count again.
    private func eraseReadings(of series: Int64, _ places: [Int64]) throws {
        var readings: [StoredReading] = []
        try database.forEachRow(
            "SELECT \(StoredReading.columns) FROM readings WHERE series = ? \(condition(places)) ORDER BY start",
            [series]
        ) { readings.append(StoredReading($0)) }
        guard let first = readings.first, let last = readings.last else { return }
        var touched = TouchedTime()
        touched.insert(first.start, last.end)
        let writer = SeriesWriter(database: database, series: series, statuses: [])
        try writer.delete(readings)
        _ = try database.newChange(series: series, touched)
        for reading in readings { try writer.mergeKnown(from: reading.start, to: reading.end) }
    }
}
