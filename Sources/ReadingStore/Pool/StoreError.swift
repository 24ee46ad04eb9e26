import GRDB
import Ground

/// An error of opening, reading or writing the store. Its description says what to do.
package enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process has the store open for writing.
    case inUse(path: String, byProcess: String)
    /// The file system cannot lock the file beside the store.
    case noLocks(path: String, lock: String, reason: String)
    /// The file system lacks locks or shared memory that SQLite itself needs.
    case unfitPlace(path: String, reason: String)
    /// A folder on the path is missing or cannot be created.
    case folder(path: String, reason: String)
    /// The file or its folder cannot be opened or written.
    case notWritable(path: String, reason: String)
    /// The file cannot be opened for reading.
    case notReadable(path: String, reason: String)
    /// A copy has its log beside it, and SQLite cannot create the files that it needs to read one.
    case logNotReadable(path: String)
    /// A copy of the store cannot be made at the given path.
    case copyNotWritable(path: String, reason: String)
    /// Another program holds a lock on the file.
    case locked(path: String)
    /// The disk is full.
    case full(path: String)
    /// SQLite finds the file damaged.
    case damaged(path: String, reason: String)
    /// The file belongs to another program.
    case notAStore(path: String)
    /// Written by a newer version of the exporter.
    case newer(path: String)
    /// The readings in it are of another API than the configuration's.
    case otherAPI(path: String, stored: String, asked: String)
    /// The calling task was cancelled; the store has no fault.
    case cancelled
    /// Anything else that SQLite reports.
    case failed(path: String, reason: String)

    /// The sentence for the log or the terminal.
    package var description: String {
        switch self {
        case .inUse(let path, let process):
            "the store \(path) is in use by \(process): only one exporter can write to a store. "
                + "Stop the other one, or set another storage.path"
        case .noLocks(let path, let lock, let reason):
            "the store \(path) cannot be locked (\(lock): \(reason)): its file system has no locks. "
                + "Put it on a local disk (storage.path)"
        case .unfitPlace(let path, let reason):
            "the store \(path) cannot be used where it is (\(reason)): its file system lacks locks or shared memory. "
                + "Put it on a local disk (storage.path)"
        case .folder(let path, let reason):
            "the folder \(path) of the store \(reason): create it, or set another storage.path"
        case .notWritable(let path, let reason):
            "the store \(path) cannot be written (\(reason)): give the exporter's user the right to write "
                + "to the file and its folder, or set another storage.path"
        case .notReadable(let path, let reason):
            "the store \(path) cannot be read (\(reason)): give your user the right to read the file and its log (-wal, -shm), "
                + "or run this as the exporter's user"
        case .logNotReadable(let path):
            "the store \(path) was copied with its log (\(path)-wal), which can only be read in a writable folder: "
                + "copy both into one, or stop serve before copying"
        case .copyNotWritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .locked(let path):
            "the store \(path) is locked by another program: end it (a database shell or a backup, say) and try again"
        case .full(let path):
            "no room to write to the store \(path): the disk is full. Free some space; what is stored is unharmed, "
                + "and what could not be stored is asked for again"
        case .damaged(let path, let reason):
            "the store \(path) is damaged (\(reason)). It was left as it is: restore it from a backup, "
                + "or move it away, and the exporter fetches again what the API still has"
        case .notAStore(let path):
            "\(path) is not a store of this exporter, and was left as it is: set another storage.path"
        case .newer(let path):
            "the store \(path) was written by a newer version of the exporter, and was left as it is: "
                + "update the exporter, or set another storage.path"
        case .otherAPI(let path, let stored, let asked):
            "the store \(path) holds readings of \(stored), and api.url is \(asked): two APIs' readings must not mix. "
                + "Set another storage.path; only if it is the same API at a new address, run "
                + "`oresundskraft-exporter forget --api-url` once"
        case .cancelled: "cancelled"
        case .failed(let path, let reason):
            "the store \(path) failed: \(reason)"
        }
    }

    /// Maps an error thrown for the store at a path. SQL and its arguments stay out of the text.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        if error is CancellationError {
            self = .cancelled
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: "\(error)")
            return
        }
        let message = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        // GRDB interrupts the queries of a cancelled task; nobody else does.
        case .SQLITE_INTERRUPT: self = .cancelled
        case .SQLITE_FULL: self = .full(path: path)
        // The log and its index are made with calls that only say that they failed.
        case .SQLITE_IOERR where Self.isDiskFull(path): self = .full(path: path)
        case .SQLITE_PROTOCOL, .SQLITE_NOLFS: self = .unfitPlace(path: path, reason: message)
        case .SQLITE_IOERR where Self.unfit.contains(error.extendedResultCode):
            self = .unfitPlace(
                path: path, reason: "\(message), SQLite code \(error.extendedResultCode.rawValue)")
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .damaged(path: path, reason: message)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self = .notWritable(path: path, reason: message)
        default: self = .failed(path: path, reason: "\(message) (SQLite code \(error.extendedResultCode.rawValue))")
        }
    }

    /// Failures of locks and of the log's index in shared memory (<https://www.sqlite.org/rescode.html>). They do not
    /// occur on a local disk.
    private static let unfit: [ResultCode] = [
        .SQLITE_IOERR_LOCK, .SQLITE_IOERR_UNLOCK, .SQLITE_IOERR_RDLOCK, .SQLITE_IOERR_CHECKRESERVEDLOCK,
        .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMLOCK, .SQLITE_IOERR_SHMMAP,
    ]

    /// Maps an error for a process that only reads.
    init(reading error: any Error, path: String) {
        let error = StoreError(error, path: path)
        if case .notWritable(_, let reason) = error {
            self = .notReadable(path: path, reason: reason)
        } else {
            self = error
        }
    }

    private static func isDiskFull(_ path: String) -> Bool {
        // Less space than SQLite's log index takes (32 KiB) counts as none.
        SystemCalls.freeBytes(at: path).map { $0 < 65_536 } ?? false
    }
}
