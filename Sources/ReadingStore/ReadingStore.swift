import GRDB

/// Every reading that was ever received, in a SQLite file, with what polls, pushes and fetches remember.
///
/// One process writes, others may read beside it (WAL). What is committed survives a crash of the process at any moment,
/// and the loss of power but for the newest transactions, which the next poll asks for again (`synchronous=NORMAL`,
/// <https://www.sqlite.org/wal.html#performance_considerations>).
///
/// ```swift
/// let store = try ReadingStore(path: "data/readings.sqlite")
/// defer { store.close() }
/// let recorded = try await store.readings.record(page, group: "main", order: order, now: start)
/// ```
package struct ReadingStore: Sendable {
    /// Pages of readings, and questions about what is stored.
    package let readings: ReadingRepository
    /// Sums and peaks of days, also of days whose readings are gone.
    package let days: DayRepository
    /// Invoiced months.
    package let invoices: InvoiceRepository
    /// The cursors of receivers, and what they are due.
    package let deliveries: DeliveryRepository
    /// Whose meters are served, and what is forgotten.
    package let customers: CustomerRepository
    /// Times that survive a restart: of polls, and of days that were fetched.
    package let marks: MarkRepository
    let pool: StorePool

    /// Opens a store to write, and makes it where there is none. The file's own folder is made too, but not the one above.
    ///
    /// - Throws: ``StoreError``. A file that cannot be used is left as it is.
    package init(path: String) throws(StoreError) {
        try self.init(path: path, prepare: { _ in })
    }

    /// - Parameter prepare: settles each connection further; tests limit the file's size with it.
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

    /// Writes what is left in the log into the file and closes it. What is asked of the store afterwards fails.
    package func close() {
        pool.close()
    }
}

extension ReadingStore {
    /// Ties the store to an API: the first one that claims it.
    ///
    /// - Parameter url: the configuration's `api.url`.
    /// - Throws: ``StoreError/otherAPI(path:stored:asked:)`` where the readings in it are another's.
    package func claim(apiURL url: String) async throws(StoreError) {
        let path = path
        try await pool.write { try StoreAPI.claim(url, $0, path: path) }
    }
}
