import GRDB
package import Ground
package import Metering

/// The repository of deliveries to receivers of remote write: their cursors, and the readings that are due.
///
/// A receiver reads due readings (``dueReadings(after:_:limit:)`` and ``dueReadings(of:from:_:upTo:)``), delivers them,
/// and records its cursor. See ``DeliveryCursor``.
package struct DeliveryRepository: Sendable {
    let pool: StorePool

    /// Reads the cursor of a receiver; nil for a new one.
    package func cursor(ofReceiver name: String) async throws(StoreError) -> DeliveryCursor? {
        try await pool.read { database in
            try Row.fetchOne(
                database, sql: "SELECT change, invoice_change, settled FROM receivers WHERE name = ?", arguments: [name]
            ).map { row in
                DeliveryCursor(
                    change: row["change"], invoiceChange: row["invoice_change"],
                    settled: Timestamp(milliseconds: row["settled"]))
            }
        }
    }

    /// Records the cursor of a receiver, replacing its earlier one.
    package func record(_ cursor: DeliveryCursor, ofReceiver name: String) async throws(StoreError) {
        try await pool.write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO receivers (name, change, invoice_change, settled, began) VALUES (?1, ?2, ?3, ?4, ?4)
                    ON CONFLICT (name) DO UPDATE SET change = excluded.change,
                        invoice_change = excluded.invoice_change, settled = excluded.settled
                    """
            ).execute(arguments: [name, cursor.change, cursor.invoiceChange, cursor.settled.milliseconds])
        }
    }

    /// Records a cursor that was moved back, so that readings from before the receiver's beginning are pushed too.
    ///
    /// - Parameter beginning: readings that ended by then are not pushed.
    package func moveBack(
        _ cursor: DeliveryCursor, ofReceiver name: String, beginning: Timestamp
    ) async throws(StoreError) {
        try await record(cursor, ofReceiver: name)
        try await pool.write { database in
            try database.execute(
                sql: "UPDATE receivers SET began = min(began, ?) WHERE name = ?",
                arguments: [beginning.milliseconds, name])
        }
    }

    /// Creates a cursor behind everything that is stored now.
    ///
    /// - Parameter settled: readings that end by it count as delivered.
    package func presentCursor(settled: Timestamp) async throws(StoreError) -> DeliveryCursor {
        try await pool.read { database in
            DeliveryCursor(
                change: try database.newestChange(), invoiceChange: try Self.newestInvoiceChange(database),
                settled: settled)
        }
    }

    /// Reads the number of the newest change of readings; 0 if there was none.
    package func newestChange() async throws(StoreError) -> Int64 {
        try await pool.read { try $0.newestChange() }
    }

    /// Returns the end of the newest reading of all; nil if there is none.
    package func newestEnd() async throws(StoreError) -> Timestamp? {
        try await pool.read { database in
            try Int64.fetchOne(database, sql: "SELECT max(\(ReadingSQL.newestEnd)) FROM series")
                .map(Timestamp.init(milliseconds:))
        }
    }

    /// Counts the delivered readings that have since been withdrawn, or replaced by shorter ones: a pushed sample
    /// cannot be taken back.
    ///
    /// - Returns: counts by unit; deleted invoiced months count under `invoiced`.
    package func withdrawnReadings(ofReceiver name: String) async throws(StoreError) -> [String: Int] {
        try await pool.read { database in
            let rows = try database.values(
                "SELECT unit, readings FROM withdrawn_counts WHERE receiver = ?", [name]
            ) { (unit: $0["unit"] as String, readings: $0["readings"] as Int) }
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.unit, $0.readings) })
        }
    }

    // MARK: Invoices

    /// Reads the number of the newest change of invoices; 0 if there was none.
    package func newestInvoiceChange() async throws(StoreError) -> Int64 {
        try await pool.read(Self.newestInvoiceChange)
    }

    private static func newestInvoiceChange(_ database: Database) throws -> Int64 {
        // The newest may have been removed.
        try Int64.fetchOne(database, sql: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'invoices'") ?? 0
    }

    /// Reads all invoices of served meters from a date on, ordered by date within each series; each has about twelve a
    /// year. Parts of one date follow one another.
    package func changedInvoices(
        from date: Timestamp
    ) async throws(StoreError) -> [(id: SeriesID, invoices: [ChangedInvoice])] {
        try await pool.read { database in
            try database.seriesValues(
                """
                SELECT date, value, change, metering_point, delivery_category, microproduction, unit
                FROM invoices JOIN meters ON meters.id = meter
                WHERE date >= ? AND is_served ORDER BY meter, unit, date, change
                """, [date.milliseconds], ChangedInvoice.init
            ).map { (id: $0.id, invoices: $0.values) }
        }
    }
}
