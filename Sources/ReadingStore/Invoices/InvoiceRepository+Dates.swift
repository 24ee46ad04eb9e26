import GRDB
package import Ground
package import Metering

/// A date for which invoices are stored, with their meter, customer and kind.
package struct InvoicedDate: Sendable, Hashable {
    package var meter: MeterID
    /// Without leading zeros; empty if the customer is unknown.
    package var customerNumber: String
    package var kind: UnitKind
    package var date: Timestamp

    /// Creates a date from columns of the store.
    package init(meter: MeterID, customerNumber: String, kind: UnitKind, date: Timestamp) {
        self.meter = meter
        self.customerNumber = customerNumber
        self.kind = kind
        self.date = date
    }
}

extension InvoiceRepository {
    /// Reads all dates for which invoices are stored, from one on.
    package func dates(from date: Timestamp) async throws(StoreError) -> Set<InvoicedDate> {
        try await pool.read { database in
            Set(
                try database.values(
                    """
                    SELECT DISTINCT date, customer_number, metering_point, delivery_category, microproduction, unit
                    FROM invoices JOIN meters ON meters.id = meter WHERE date >= ?
                    """, [date.milliseconds]
                ) { row in
                    InvoicedDate(
                        meter: MeterID(row), customerNumber: row["customer_number"] ?? "",
                        kind: UnitKind(row["unit"]), date: Timestamp(milliseconds: row["date"]))
                })
        }
    }
}
