import GRDB
import Ground
import SystemPackage

/// A copy of a store in the making: consistent even while another process writes, and readable to its owner only.
///
/// ```swift
/// let backup = StoreBackup(of: "data/readings.sqlite", to: "copy.sqlite")
/// let size = try backup.write()
/// ```
package final class StoreBackup: Sendable {
    private let path: String
    private let file: String
    /// The path of the unfinished copy, in the folder of the finished one.
    private let partial: String

    /// - Parameters:
    ///   - path: the store's file.
    ///   - file: the copy. An earlier copy at that path is replaced once the new one is complete.
    package init(of path: String, to file: String) {
        self.path = path
        self.file = file
        partial = "\(file).partial"
    }

    /// Writes the copy and checks it. SQLite copies only pages in use, so the copy is compact
    /// (<https://www.sqlite.org/lang_vacuum.html#vacuuminto>).
    ///
    /// - Returns: the size of the copy in bytes.
    /// - Throws: ``StoreError``; an earlier copy is then unchanged.
    package func write() throws(StoreError) -> Int64 {
        do {
            try Self.checkIsStore(path)
            try checkTarget()
            do {
                try copy()
                try Self.checkIsWhole(partial)
                let descriptor = try FileDescriptor.open(partial, .readOnly, options: [.closeOnExec])
                try descriptor.synchronize()
                try descriptor.close()
                let size = try Stat(partial).size
                try SystemCalls.rename(partial, to: file)
                return Int64(size)
            } catch {
                discard()
                throw error
            }
        } catch {
            throw failure(error)
        }
    }

    /// Removes the unfinished copy; called when a signal ends the command.
    package func discard() { try? SystemCalls.remove(partial) }

    /// Maps an error. The store is only read, so any failure to write concerns the copy.
    private func failure(_ error: any Error) -> StoreError {
        if let code = error as? Errno { return .copyNotWritable(path: file, reason: "\(code)") }
        guard let error = error as? DatabaseError, Self.writing.contains(error.extendedResultCode) else {
            return StoreError(reading: error, path: path)
        }
        return .copyNotWritable(
            path: file,
            reason: error.resultCode == .SQLITE_FULL
                ? "the disk is full" : error.message ?? "\(error.extendedResultCode)")
    }

    /// Failures of writing (<https://www.sqlite.org/rescode.html>).
    private static let writing: [ResultCode] = [
        .SQLITE_FULL, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE,
    ]

    private static func reading<Result>(_ path: String, _ query: (Database) throws -> Result) throws -> Result {
        let file = try ReaderFile(path)
        defer { file.close() }
        return try file.read(query)
    }

    private static func checkIsStore(_ path: String) throws {
        guard let status = try? Stat(path), status.size > 0 else {
            throw StoreError.failed(path: path, reason: "there is none yet: run serve or fetch first")
        }
        let isStore = try reading(path) { database in
            try Int32.fetchOne(database, sql: "PRAGMA application_id") == StoreSchema.applicationID
        }
        guard isStore else { throw StoreError.notAStore(path: path) }
    }

    /// Checks the target: an earlier copy may be replaced; any other file was named by mistake.
    private func checkTarget() throws {
        guard let status = try? Stat(file) else { return }
        guard status.type == .regular else { throw StoreError.copyNotWritable(path: file, reason: "it is not a file") }
        for own in ["", "-wal", "-shm", ".lock"] {
            guard let other = try? Stat(path + own) else { continue }
            guard other.inode != status.inode || other.deviceID != status.deviceID else {
                throw StoreError.copyNotWritable(path: file, reason: "it is the store itself: name another file")
            }
        }
        guard status.size > 0 else { return }
        do {
            try Self.checkIsStore(file)
        } catch {
            throw StoreError.copyNotWritable(
                path: file, reason: "it is not a copy of a store: name another file, or remove it")
        }
    }

    /// Creates an empty file for the copy. SQLite writes into an empty file and leaves its permissions.
    private func make() throws {
        discard()
        try FileDescriptor.open(
            FilePath(partial), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: .ownerReadWrite
        ).close()
        SystemCalls.giveToOwnerOfFolder(partial)
    }

    private func copy() throws {
        let store = try ReaderFile(path)
        defer { store.close() }
        try store.readWithoutTransaction { database in
            try make()
            try database.execute(sql: "VACUUM INTO ?", arguments: [partial])
        }
    }

    private static func checkIsWhole(_ path: String) throws {
        let fault = try reading(path) { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard fault == "ok" else { throw StoreError.damaged(path: path, reason: fault ?? "it cannot be checked") }
    }
}
