import GRDB
import Ground
import SystemPackage

/// Checks and preparations of a store's file before SQLite opens it to write.
enum StoreFile {
    static func makeFolder(of path: String) throws(StoreError) {
        let folder = SystemCalls.folder(of: path)
        do {
            try SystemCalls.makeFolder(folder, permissions: [.ownerReadWriteExecute, .groupReadExecute])
        } catch .fileExists {
            return
        } catch {
            throw StoreError.folder(path: folder, reason: "cannot be made (\(error))")
        }
    }

    /// Makes a new file readable to its owner and group only: it says what customers consume. SQLite gives its log the same
    /// mode. What fails here fails again, and is told, when SQLite opens the file.
    static func make(_ path: String) {
        // SQLite's other files get the owner that this one has, where root makes them.
        let file = try? FileDescriptor.openOrMake(path, permissions: .privateToGroup)
        try? file?.close()
    }

    /// Looks at a file before anything is written to it.
    ///
    /// Opening a database in WAL mode already changes its header, so another program's is told by a read-only look.
    static func check(_ path: String) throws {
        guard let status = try? Stat(path) else { return }
        guard status.type == .regular else {
            throw StoreError.notWritable(path: path, reason: "it is not a file")
        }
        guard status.size > 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? database.close() }
        _ = try database.read { try isStore($0, path) }
    }

    /// Tells if a database is a store. One that a process left when it died while it made the store is none yet, and is empty of
    /// tables, so that nothing is lost.
    ///
    /// - Throws: ``StoreError`` where it is another program's, or a newer version's; else GRDB's.
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
