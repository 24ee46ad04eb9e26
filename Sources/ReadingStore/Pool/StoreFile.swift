import GRDB
import Ground
import SystemPackage

/// Checks and preparations of a store's file before SQLite opens it for writing.
enum StoreFile {
    static func makeFolder(of path: String) throws(StoreError) {
        let folder = SystemCalls.folder(of: path)
        do {
            try SystemCalls.makeFolder(folder, permissions: [.ownerReadWriteExecute, .groupReadExecute])
        } catch .fileExists {
            return
        } catch {
            throw StoreError.folder(path: folder, reason: "cannot be created (\(error))")
        }
    }

    /// Creates a new file, readable to its owner and group only because it shows what customers consume. SQLite gives
    /// its log the same mode. If this fails, SQLite fails too when it opens the file, and reports it.
    static func make(_ path: String) {
        // SQLite's other files get this file's owner, if root creates them.
        let file = try? FileDescriptor.openOrMake(path, permissions: .privateToGroup)
        try? file?.close()
    }

    /// Checks a file before anything is written to it.
    ///
    /// Opening a database in WAL mode changes its header, so another program's file is recognized by reading only.
    static func check(_ path: String) throws {
        guard let status = try? Stat(path) else { return }
        guard status.type == .regular else { throw StoreError.notWritable(path: path, reason: "it is not a file") }
        guard status.size > 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? database.close() }
        _ = try database.read { try isStore($0, path) }
    }

    /// Returns true if a database is a store. A file left by a process that died while creating the store has no tables
    /// and is not one yet, so nothing is lost.
    ///
    /// - Throws: ``StoreError`` if it is another program's or a newer version's; otherwise GRDB's errors.
    static func isStore(_ database: Database, _ path: String) throws -> Bool {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard application == StoreSchema.applicationID else {
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            guard application == 0, tables == 0 else { throw StoreError.notAStore(path: path) }
            return false
        }
        if try StoreSchema.migrator.hasBeenSuperseded(database) { throw StoreError.newer(path: path) }
        return true
    }
}

extension FilePermissions {
    /// Read and written by the owner, read by the group: 0640.
    static let privateToGroup: FilePermissions = [.ownerReadWrite, .groupRead]
}
