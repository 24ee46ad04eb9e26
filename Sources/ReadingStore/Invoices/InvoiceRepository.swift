import GRDB
package import Ground
package import Metering

/// The repository of invoiced months.
package struct InvoiceRepository: Sendable {
    let pool: StorePool

    /// Replaces the stored months of customers, in one transaction.
    ///
    /// Unchanged parts keep their change numbers. Months without a statement stay.
    ///
    /// - Parameters:
    ///   - statements: the statements of one poll.
    ///   - group: name of the customer group that brought them.
    ///   - order: the order of customers in the configuration.
    ///   - now: the time of the poll.
    package func replace(
        _ statements: [InvoiceStatement], group: String, order: OriginOrder = OriginOrder([]), now: Timestamp
    ) async throws(StoreError) -> RecordedPage {
        try await pool.write { database in
            let meters = MeterWriter(database: database)
            let facts = FactsWriter(database: database, endpoint: .invoiced, order: order, now: now)
            var recorded = RecordedPage()
            var speakers: [Int64: [FactsWriter.Speaker]] = [:]
            for statement in statements {
                let meter = try meters.meterID(statement.meter)
                try meters.record(meter, in: group, now: now)
                recorded.counts += try InvoiceWriter(database: database).write(statement, meter: meter)
                speakers[meter, default: []].append(
                    .init(
                        origin: Origin(group: group, statement.facts), facts: statement.facts,
                        newest: statement.parts.map(\.invoice.date.milliseconds).max()))
            }
            for (meter, speakers) in speakers { try facts.write(speakers, of: meter) }
            return recorded
        }
    }

    /// Reads the invoices of served meters from a date on, in order; parts of one date follow one another.
    package func stored(from date: Timestamp) async throws(StoreError) -> StoredInvoices {
        try await pool.read { database in
            let series = try database.seriesValues(
                """
                SELECT date, value, statuses.text AS status, metering_point, delivery_category, microproduction, unit
                FROM invoices JOIN meters ON meters.id = meter JOIN statuses ON statuses.id = status
                WHERE date >= ? AND is_served ORDER BY meter, unit, date, change
                """, [date.milliseconds], Invoice.init)
            let effects = try database.seriesValues(
                """
                SELECT date, time, value, metering_point, delivery_category, microproduction, unit
                FROM invoice_max_effects JOIN meters ON meters.id = meter
                WHERE date >= ? AND is_served ORDER BY meter, unit, date, invoice_max_effects.id
                """, [date.milliseconds], InvoiceMaxEffect.init)
            return StoredInvoices(
                series: series.map { StoredInvoices.Series(id: $0.id, invoices: $0.values) }.sorted { $0.id < $1.id },
                maxEffects: effects.map { StoredInvoices.MaxEffects(id: $0.id, effects: $0.values) }
                    .sorted { $0.id < $1.id })
        }
    }
}
