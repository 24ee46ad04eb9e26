import GRDB
import Synchronization
import SystemPackage

/// The connections to a store's file: one writer and several concurrent readers.
final class StorePool: Sendable {
    /// The size to which the write-ahead log is cut once all of it is in the file, in bytes.
    private static let longestKeptLog = 16 << 20

    let path: String
    private let database: DatabasePool
    private let lock: StoreLock
    private let isClosed = Mutex(false)

    /// Opens the file, or creates it, and migrates its tables.
    ///
    /// - Parameter prepare: further settings of each connection.
    init(path: String, prepare: @escaping @Sendable (Database) throws -> Void) throws(StoreError) {
        self.path = path
        try StoreFile.makeFolder(of: path)
        lock = try StoreLock(storePath: path)
        do {
            try StoreFile.check(path)
            var configuration = Configuration()
            configuration.label = "store"
            // The snapshot and the polls, a page, and receivers that count their backlog.
            configuration.maximumReaderCount = 5
            // `export` in another process may hold a lock for a moment.
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { database in
                // GRDB sets synchronous=NORMAL with WAL, and foreign_keys on. A first poll writes a long log, which
                // would keep its size on disk forever.
                try database.execute(sql: "PRAGMA journal_size_limit = \(Self.longestKeptLog)")
                try prepare(database)
            }
            StoreFile.make(path)
            database = try DatabasePool(path: path, configuration: configuration)
            try StoreSchema.migrator.migrate(database)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        // GRDB must not be used once it is closed. If this checkpoint fails, SQLite makes it when the store is next
        // opened.
        guard !wasClosed else { return }
        _ = try? database.writeWithoutTransaction { database in
            // An interrupt of a cancelled task lasts until the next statement begins, and a checkpoint is none.
            try database.execute(sql: "SELECT 1")
            try database.checkpoint(.truncate)
        }
        try? database.close()
        lock.release()
    }

    /// Rewrites the file without deleted data, and empties its log (<https://www.sqlite.org/lang_vacuum.html>).
    func compact() async throws(StoreError) {
        try checkOpen()
        do {
            try await database.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM")
                try database.checkpoint(.truncate)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Lets each connection forget the pages of the file that it keeps, as soon as it is free. Each keeps up to two megabytes.
    func forgetPages() {
        database.releaseMemoryEventually()
    }

    private func checkOpen() throws(StoreError) {
        if isClosed.withLock({ $0 }) { throw StoreError.failed(path: path, reason: "it has been closed") }
    }

    var size: Int64 {
        ["", "-wal"].reduce(0) { sum, suffix in
            sum + ((try? Stat(path + suffix))?.size ?? 0)
        }
    }

    /// Writes in one transaction.
    func write<Result: Sendable>(
        _ updates: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        try checkOpen()
        do { return try await database.write(updates) } catch { throw StoreError(error, path: path) }
    }

    /// Reads in one transaction, so that all results are of one moment.
    func read<Result: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        try checkOpen()
        do { return try await database.read(query) } catch { throw StoreError(error, path: path) }
    }
}
