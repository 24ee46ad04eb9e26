import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is done about a store's file before SQLite opens it to write.
enum StoreFile {
    static func makeFolder(of path: String) throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard !folder.isEmpty, mkdir(folder, 0o750) != 0, errno != EEXIST else { return }
        throw StoreError.folder(path: folder, reason: "cannot be made (\(String(cString: strerror(errno))))")
    }

    /// Makes a new file readable to its owner and group only: it says what customers consume. SQLite gives its log the same
    /// mode. What fails here fails again, and is told, when SQLite opens the file.
    static func make(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Looks at a file before anything is written to it.
    ///
    /// Opening a database in WAL mode already changes its header, so another program's is told by a read-only look.
    static func check(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.notWritable(path: path, reason: "it is not a file")
        }
        guard status.st_size > 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? database.close() }
        try database.read { database in
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
            guard application == StoreSchema.applicationID else {
                // A process that died while it made the store leaves it empty of tables, and then nothing is lost.
                let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
                guard application == 0, tables == 0 else { throw StoreError.notAStore(path: path) }
                return
            }
            if try StoreSchema.migrator.hasBeenSuperseded(database) { throw StoreError.newer(path: path) }
        }
    }
}
