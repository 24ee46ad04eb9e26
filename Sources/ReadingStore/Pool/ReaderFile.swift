import GRDB
import GRDBSQLite
import Ground
import Synchronization
import SystemPackage

/// A store's file, opened only for reading.
///
/// In WAL mode SQLite creates `-wal` and `-shm` beside the file even for a reader, who cannot remove them. They stay
/// behind as the reader's files, so that a service of another user cannot open its store; and in a read-only folder
/// nothing can be read. A file without a log is complete by itself, so it is read as immutable
/// (<https://www.sqlite.org/uri.html#uriimmutable>) for as long as nobody writes to it.
/// (<https://www.sqlite.org/uri.html#uriimmutable>) for as long as nobody does.
final class ReaderFile: Sendable {
    private struct Opened: Sendable {
        var database: DatabaseQueue
        /// The state of the file when it was opened as immutable; nil if SQLite's locks apply.
        var unchanged: FileState?
    }

    private let path: String
    private let opened: Mutex<Opened>

    /// - Throws: ``StoreError``, or GRDB's.
    init(_ path: String) throws {
        self.path = path
        opened = Mutex(try Self.open(path))
    }

    /// Reads in one transaction. The query may run twice.
    func read<Result>(_ query: (Database) throws -> Result) throws -> Result {
        try attempt { try $0.read(query) }
    }

    /// Runs a statement that SQLite refuses inside a transaction; it may run twice.
    func readWithoutTransaction<Result>(_ query: (Database) throws -> Result) throws -> Result {
        try attempt { try $0.inDatabase(query) }
    }

    private func attempt<Result>(_ query: (DatabaseQueue) throws -> Result) throws -> Result {
        while true {
            let file = opened.withLock { $0 }
            let result = Swift.Result { try query(file.database) }
            // A process that began to write meanwhile writes into its log first, and into the file later.
            guard let unchanged = file.unchanged, unchanged != FileState(path) else { return try result.get() }
            try? file.database.close()
            let again = try Self.open(path)
            opened.withLock { $0 = again }
        }
    }

    func close() {
        // It has written nothing, so nothing is lost if closing fails.
        try? opened.withLock { $0.database }.close()
    }

    private static func open(_ path: String) throws -> Opened {
        var configuration = Configuration()
        configuration.label = "store reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let log = (try? Stat(logPath(of: path)))?.size ?? 0
        let state = FileState(path)
        guard log == 0, let state, sqlite3_compileoption_used("USE_URI") != 0 else {
            do {
                return Opened(database: try DatabaseQueue(path: path, configuration: configuration))
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && log > 0 {
                // With an index beside it the log could be read, so the right to read is missing.
                guard !SmallFile.exists(indexPath(of: path)) else { throw error }
                throw StoreError.logNotReadable(path: path)
            }
        }
        let name = path.utf8.map { byte in
            byte.isASCIIAlphanumeric || "/._-".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        return Opened(
            database: try DatabaseQueue(path: "file:\(name)?immutable=1", configuration: configuration),
            unchanged: state)
    }

    /// Returns the path of the log, which SQLite keeps beside the file itself, not beside a link to it.
    private static func logPath(of path: String) -> String { (SystemCalls.resolved(path) ?? path) + "-wal" }
    private static func indexPath(of path: String) -> String { (SystemCalls.resolved(path) ?? path) + "-shm" }
}

/// The attributes that show a change of a file.
private struct FileState: Equatable {
    private let inode: Inode
    private let size: Int64
    private let times: [UInt8]

    init?(_ path: String) {
        guard let status = try? Stat(path) else { return nil }
        inode = status.inode
        size = status.size
        times = withUnsafeBytes(of: (status.st_mtim, status.st_ctim)) { Array($0) }
    }
}
