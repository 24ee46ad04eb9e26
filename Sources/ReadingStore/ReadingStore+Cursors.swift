import GRDB
package import Metering

extension ReadingStore {
    /// How far a receiver has been brought; nil for one that is new.
    package func cursor(ofReceiver name: String) async throws(StoreError) -> DeliveryCursor? {
        try await read { database in
            try Row.fetchOne(
                database, sql: "SELECT change, invoice_change, settled FROM receivers WHERE name = ?", arguments: [name]
            ).map {
                DeliveryCursor(change: $0[0], invoiceChange: $0[1], settled: Timestamp(milliseconds: $0[2]))
            }
        }
    }

    package func setCursor(_ cursor: DeliveryCursor, ofReceiver name: String) async throws(StoreError) {
        try await write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO receivers (name, change, invoice_change, settled) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET change = excluded.change,
                        invoice_change = excluded.invoice_change, settled = excluded.settled
                    """
            ).execute(arguments: [name, cursor.change, cursor.invoiceChange, cursor.settled.milliseconds])
        }
    }

    /// A cursor before which all that is stored now lies.
    ///
    /// - Parameter settled: what ended by it counts as delivered.
    package func cursorAtPresent(settled: Timestamp) async throws(StoreError) -> DeliveryCursor {
        try await read { database in
            DeliveryCursor(
                // Also where the newest changes have been deleted.
                change: try Int64.fetchOne(database, sql: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'changes'")
                    ?? 0,
                invoiceChange: try ReadingStore.newestInvoiceChange(database), settled: settled)
        }
    }

    /// The end of the newest reading of all; nil where there is none.
    package func newestEnd() async throws(StoreError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max((SELECT "end" FROM readings WHERE series = series.id ORDER BY start DESC LIMIT 1))
                    FROM series
                    """
            ).map(Timestamp.init(milliseconds:))
        }
    }
}
