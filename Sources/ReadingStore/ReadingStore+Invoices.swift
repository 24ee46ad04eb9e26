import GRDB
package import Metering

extension ReadingStore {
    /// Stores a page of invoiced values in one transaction: all of it or, where that fails, nothing.
    ///
    /// The same meter, unit and date again is a correction where the value differs.
    ///
    /// - Parameters:
    ///   - group: name of the customer group that brought it.
    ///   - now: noted where a meter is new to the group.
    package func store(_ batch: InvoiceBatch, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts {
        try await write { database in
            let writer = BatchWriter(database: database)
            return try writer.write(batch, group: group, now: now)
        }
    }

    /// What was invoiced from a date on, in order.
    package func invoices(from date: Timestamp) async throws(StoreError) -> StoredInvoices {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT date, value, statuses.text, metering_point, delivery_category, microproduction, unit
                    FROM invoices JOIN meters ON meters.id = meter JOIN statuses ON statuses.id = status
                    WHERE date >= ? ORDER BY meter, unit, date
                    """, arguments: [date.milliseconds])
            var stored = StoredInvoices()
            while let row = try rows.next() {
                let id = SeriesID(meter: MeterID(row, from: 3), unit: row[6])
                let invoice = Invoice(date: Timestamp(milliseconds: row[0]), value: row[1], status: row[2])
                if stored.series.last?.id != id { stored.series.append(StoredInvoices.Series(id: id, invoices: [])) }
                stored.series[stored.series.count - 1].invoices.append(invoice)
            }
            stored.maxEffects = try ReadingStore.maxEffects(database, from: date)
            stored.series.sort { $0.id < $1.id }
            return stored
        }
    }

    private static func maxEffects(_ database: Database, from date: Timestamp) throws -> [StoredInvoices.MaxEffects] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT date, time, value, metering_point, delivery_category, microproduction, unit
                FROM invoice_max_effects JOIN meters ON meters.id = meter
                WHERE date >= ? ORDER BY meter, unit, date
                """, arguments: [date.milliseconds])
        var effects: [StoredInvoices.MaxEffects] = []
        while let row = try rows.next() {
            let id = SeriesID(meter: MeterID(row, from: 3), unit: row[6])
            let effect = MaxEffect(time: Timestamp(milliseconds: row[1]), value: row[2], unit: id.unit)
            if effects.last?.id != id { effects.append(StoredInvoices.MaxEffects(id: id, effects: [])) }
            effects[effects.count - 1].effects.append(
                InvoiceMaxEffect(date: Timestamp(milliseconds: row[0]), effect: effect))
        }
        return effects.sorted { $0.id < $1.id }
    }
}

extension BatchWriter {
    func write(_ batch: InvoiceBatch, group: String, now: Timestamp) throws -> StoredCounts {
        var counts = StoredCounts()
        for source in batch.sources {
            let meter = try meterID(source.meter, source.facts)
            try note(meter, in: group, now: now)
            for series in source.series {
                for invoice in series.invoices { try write(invoice, series.unit, of: meter, &counts) }
            }
            for effect in source.maxEffects { try write(effect, of: meter) }
        }
        return counts
    }

    private func write(_ invoice: Invoice, _ unit: String, of meter: Int64, _ counts: inout StoredCounts) throws {
        let status = try statusID(invoice.status)
        let stored = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT value, status FROM invoices WHERE meter = ? AND unit = ? AND date = ?"),
            arguments: [meter, unit, invoice.date.milliseconds])
        guard let stored else {
            counts.new += 1
            try replace(invoice, unit, of: meter, status: status)
            return
        }
        if stored["value"] != invoice.value {
            counts.corrected += 1
            try replace(invoice, unit, of: meter, status: status)
            return
        }
        counts.unchanged += 1
        guard stored["status"] != status else { return }
        try database.cachedStatement(sql: "UPDATE invoices SET status = ? WHERE meter = ? AND unit = ? AND date = ?")
            .execute(arguments: [status, meter, unit, invoice.date.milliseconds])
    }

    private func replace(_ invoice: Invoice, _ unit: String, of meter: Int64, status: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO invoices (meter, unit, date, value, status, change)
                VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(change), 0) + 1 FROM invoices))
                ON CONFLICT (meter, unit, date) DO UPDATE
                SET value = excluded.value, status = excluded.status, change = excluded.change
                """
        ).execute(arguments: [meter, unit, invoice.date.milliseconds, invoice.value, status])
    }

    private func write(_ effect: InvoiceMaxEffect, of meter: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO invoice_max_effects (meter, unit, date, time, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (meter, unit, date) DO UPDATE SET time = excluded.time, value = excluded.value
                """
        ).execute(arguments: [
            meter, effect.effect.unit, effect.date.milliseconds, effect.effect.time.milliseconds, effect.effect.value,
        ])
    }
}
