import GRDB
package import Ground
package import Metering

/// The desk for invoiced months.
package struct InvoiceRepository: Sendable {
    let pool: StorePool

    /// Stores a page of invoiced values in one transaction: all of it or, where that fails, nothing.
    ///
    /// The same meter, unit and date again is a correction where the value differs.
    ///
    /// - Parameters:
    ///   - group: name of the customer group that brought it.
    ///   - now: noted where a meter is new to the group.
    package func record(_ page: InvoiceBatch, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts {
        try await pool.write { database in
            try InvoiceWriter(database: database).write(page, group: group, now: now)
        }
    }

    /// Reads what was invoiced from a date on, in order.
    package func stored(from date: Timestamp) async throws(StoreError) -> StoredInvoices {
        try await pool.read { database in
            let series = try database.seriesValues(
                """
                SELECT date, value, statuses.text AS status, metering_point, delivery_category, microproduction, unit
                FROM invoices JOIN meters ON meters.id = meter JOIN statuses ON statuses.id = status
                WHERE date >= ? ORDER BY meter, unit, date
                """, [date.milliseconds], Invoice.init)
            let effects = try database.seriesValues(
                """
                SELECT date, time, value, metering_point, delivery_category, microproduction, unit
                FROM invoice_max_effects JOIN meters ON meters.id = meter
                WHERE date >= ? ORDER BY meter, unit, date
                """, [date.milliseconds], InvoiceMaxEffect.init)
            return StoredInvoices(
                series: series.map { StoredInvoices.Series(id: $0.id, invoices: $0.values) }.sorted { $0.id < $1.id },
                maxEffects: effects.map { StoredInvoices.MaxEffects(id: $0.id, effects: $0.values) }
                    .sorted { $0.id < $1.id })
        }
    }
}
