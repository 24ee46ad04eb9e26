import GRDB
import Ground
import Metering

/// Writes one page of invoiced values inside one transaction.
struct InvoiceWriter {
    let database: Database

    func write(_ page: InvoiceBatch, group: String, now: Timestamp) throws -> StoredCounts {
        let writer = MeterWriter(database: database)
        var counts = StoredCounts()
        for source in page.sources {
            let meter = try writer.upsert(source.meter, source.facts)
            try writer.note(meter, in: group, now: now)
            for series in source.series {
                for invoice in series.invoices { try write(invoice, series.unit, of: meter, &counts) }
            }
            for effect in source.maxEffects { try write(effect, of: meter) }
        }
        return counts
    }

    private func write(_ invoice: Invoice, _ unit: String, of meter: Int64, _ counts: inout StoredCounts) throws {
        let status = try MeterWriter(database: database).statusID(invoice.status)
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
