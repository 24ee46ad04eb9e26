import GRDB
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Every reading that was ever received, in a SQLite file.
///
/// One process writes, others may read beside it (WAL). What is committed survives a crash of the process at any moment,
/// and the loss of power but for the newest transactions, which the next poll asks for again (`synchronous=NORMAL`,
/// <https://www.sqlite.org/wal.html#performance_considerations>).
package final class ReadingStore: Sendable {
    /// How much of the write-ahead log stays on disk when all of it is in the file, in bytes.
    static let longestKeptLog = 16 << 20

    package let path: String
    let database: DatabasePool
    private let lock: StoreLock
    private let isClosed = Mutex(false)

    /// Opens a store to write, and makes it where there is none. The file's own folder is made too, but not the one above.
    ///
    /// - Throws: ``StoreError``. A file that cannot be used is left as it is.
    package convenience init(path: String) throws(StoreError) {
        try self.init(path: path, prepare: { _ in })
    }

    /// - Parameter prepare: settles each connection further; tests limit the file's size with it.
    init(path: String, prepare: @escaping @Sendable (Database) throws -> Void) throws(StoreError) {
        self.path = path
        try StoreFile.makeFolder(of: path)
        lock = try StoreLock(storePath: path)
        do {
            try StoreFile.check(path)
            var configuration = Configuration()
            configuration.label = "store"
            // The snapshot and the polls, a page, and receivers that count what waits.
            configuration.maximumReaderCount = 5
            // `export` in another process may hold a lock for a moment.
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { database in
                // GRDB sets synchronous=NORMAL with WAL, and foreign_keys on. A first poll writes a long log, which
                // would keep its size on disk for ever.
                try database.execute(sql: "PRAGMA journal_size_limit = \(ReadingStore.longestKeptLog)")
                try prepare(database)
            }
            StoreFile.make(path)
            database = try DatabasePool(path: path, configuration: configuration)
            try StoreSchema.migrator.migrate(database)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Writes what is left in the log into the file and closes it. What is asked of the store afterwards fails.
    package func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        // GRDB must not be asked anything once it is closed, and what fails here SQLite does when the store is next opened.
        guard !wasClosed else { return }
        _ = try? database.writeWithoutTransaction { database in
            // What a cancelled task has interrupted stays so until the next statement begins, which a checkpoint is not.
            try database.execute(sql: "SELECT 1")
            try database.checkpoint(.truncate)
        }
        try? database.close()
        lock.release()
    }

    private func checkOpen() throws(StoreError) {
        if isClosed.withLock({ $0 }) { throw StoreError.failed(path: path, reason: "it has been closed") }
    }

    /// The size of the file and its write-ahead log in bytes.
    package var size: Int64 {
        ["", "-wal"].reduce(0) { sum, suffix in
            var status = stat()
            return stat(path + suffix, &status) == 0 ? sum + Int64(status.st_size) : sum
        }
    }

    func write<Result: Sendable>(
        _ updates: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        try checkOpen()
        do { return try await database.write(updates) } catch { throw StoreError(error, path: path) }
    }

    func read<Result: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        try checkOpen()
        do { return try await database.read(query) } catch { throw StoreError(error, path: path) }
    }
}
