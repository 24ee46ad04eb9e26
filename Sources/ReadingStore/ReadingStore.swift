import GRDB

/// Every reading ever received, in a SQLite file, with the progress of polls, pushes and fetches.
///
/// One process writes; others may read at the same time (WAL). Committed data survives a crash of the process at any
/// moment, and a power failure except for the newest transactions, which the next poll requests again
/// (`synchronous=NORMAL`, <https://www.sqlite.org/wal.html#performance_considerations>).
///
/// ```swift
/// let store = try ReadingStore(path: "data/readings.sqlite")
/// defer { store.close() }
/// let recorded = try await store.readings.record(page, group: "main", order: order, now: start)
/// ```
package struct ReadingStore: Sendable {
    /// Readings: pages to record, and queries.
    package let readings: ReadingRepository
    /// Sums and peaks of days, also of days whose readings are gone.
    package let days: DayRepository
    /// Invoiced months.
    package let invoices: InvoiceRepository
    /// The cursors of receivers, and the readings due to them.
    package let deliveries: DeliveryRepository
    /// Customers: which meters are served, and the removal of data.
    package let customers: CustomerRepository
    /// Times that survive a restart: of polls, and of fetched days.
    package let marks: MarkRepository
    let pool: StorePool

    /// Opens a store for writing, or creates it with its folder, but not with the folder above.
    ///
    /// - Throws: ``StoreError``. An unusable file is left unchanged.
    package init(path: String) throws(StoreError) {
        try self.init(path: path, prepare: { _ in })
    }

    /// - Parameter prepare: further settings of each connection, by which tests limit the file's size.
    init(path: String, prepare: @escaping @Sendable (Database) throws -> Void) throws(StoreError) {
        pool = try StorePool(path: path, prepare: prepare)
        let rules = HeldDayRules()
        readings = ReadingRepository(pool: pool, dayRules: rules)
        days = DayRepository(pool: pool, rules: rules)
        invoices = InvoiceRepository(pool: pool)
        deliveries = DeliveryRepository(pool: pool)
        marks = MarkRepository(pool: pool)
        customers = CustomerRepository(pool: pool)
    }

    /// The path of the store's file.
    package var path: String { pool.path }

    /// The size of the file and its write-ahead log in bytes.
    package var size: Int64 { pool.size }

    /// Lets go, soon, of memory that only saves the kernel a look at the file.
    package func forgetPages() { pool.forgetPages() }

    /// Writes the rest of the log into the file and closes it. Later calls fail.
    package func close() {
        pool.close()
    }
}

extension ReadingStore {
    /// Binds the store to an API: the first address recorded.
    ///
    /// - Parameter url: the configuration's `api.url`.
    /// - Throws: ``StoreError/otherAPI(path:stored:asked:)`` if its readings are another API's.
    package func claim(apiURL url: String) async throws(StoreError) {
        let path = path
        try await pool.write { try StoreAPI.claim(url, $0, path: path) }
    }
}
