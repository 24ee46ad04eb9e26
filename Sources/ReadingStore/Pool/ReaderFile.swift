import GRDB
import GRDBSQLite
import Ground
import Synchronization
import SystemPackage

/// A store's file, opened to be read and nothing else.
///
/// SQLite makes `-wal` and `-shm` beside a file in WAL mode also where it only reads, and a reader cannot take them away: they
/// stay behind as the reader's, so that a service of another user cannot open its store, and where the folder is read-only
/// nothing can be read. A file without a log is whole by itself, and is read as one that nobody changes
/// (<https://www.sqlite.org/uri.html#uriimmutable>) for as long as nobody does.
final class ReaderFile: Sendable {
    private struct Opened: Sendable {
        var database: DatabaseQueue
        /// The file as it was when it was opened as one that nobody changes; nil where SQLite's locks hold.
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

    /// Runs what SQLite does not run in a transaction; it may run twice.
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
        // It has written nothing, so nothing is lost where closing fails.
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
                // With an index beside it the log could be read: then it is the right to read that is lacking.
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

    /// SQLite keeps the log and its index beside the file itself, not beside a link to it.
    private static func logPath(of path: String) -> String { (SystemCalls.resolved(path) ?? path) + "-wal" }
    private static func indexPath(of path: String) -> String { (SystemCalls.resolved(path) ?? path) + "-shm" }
}

/// The marks by which a change of a file shows.
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
