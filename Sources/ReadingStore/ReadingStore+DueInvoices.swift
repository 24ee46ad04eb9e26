import GRDB
package import Metering

/// An invoiced value and the number of the change that made it what it is.
package struct ChangedInvoice: Sendable, Equatable {
    package var date: Timestamp
    package var value: Double
    package var change: Int64

    package init(date: Timestamp, value: Double, change: Int64) {
        self.date = date
        self.value = value
        self.change = change
    }
}

extension ReadingStore {
    /// The newest change of invoices; 0 where there is none.
    package func newestInvoiceChange() async throws(StoreError) -> Int64 {
        try await read(ReadingStore.newestInvoiceChange)
    }

    static func newestInvoiceChange(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(change) FROM invoices") ?? 0
    }

    /// All invoices from a date on, in order of their dates in each series; there are some twelve a year for each.
    package func changedInvoices(
        from date: Timestamp
    ) async throws(StoreError) -> [(id: SeriesID, invoices: [ChangedInvoice])] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT date, value, change, metering_point, delivery_category, microproduction, unit
                    FROM invoices JOIN meters ON meters.id = meter
                    WHERE date >= ? ORDER BY meter, unit, date
                    """, arguments: [date.milliseconds])
            var series: [(id: SeriesID, invoices: [ChangedInvoice])] = []
            while let row = try rows.next() {
                let id = SeriesID(meter: MeterID(row, from: 3), unit: row[6])
                if series.last?.id != id { series.append((id, [])) }
                series[series.count - 1].invoices.append(
                    ChangedInvoice(date: Timestamp(milliseconds: row[0]), value: row[1], change: row[2]))
            }
            return series
        }
    }
}
