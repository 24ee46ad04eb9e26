import GRDB
import GRDBSQLite

extension Database {
    /// Steps through the rows of a query with SQLite's own calls, for those that give hundreds of thousands.
    ///
    /// - Parameters:
    ///   - sql: prepared once for each connection.
    ///   - arguments: bound to its parameters in their order.
    ///   - row: reads the columns of one row with `sqlite3_column_...`; the handle is valid during the call only.
    func forEachRow(_ sql: String, _ arguments: [Int64], _ row: (OpaquePointer) throws -> Void) throws {
        // The statement belongs to the connection, whose queue we are on; it is reset before anyone else can use it.
        let handle = try cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, argument) in arguments.enumerated() { sqlite3_bind_int64(handle, Int32(index + 1), argument) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "readings could not be read")
            }
            try row(handle)
        }
    }
}

extension ReadingStore {
    /// In SQL, the start of the first reading of series `?1` that may reach into the time from `?2` on. Stored readings do not
    /// overlap one another, so of those that begin before, only the newest can.
    static let firstReachingIn = """
        coalesce((SELECT start FROM readings WHERE series = ?1 AND start < ?2 ORDER BY start DESC LIMIT 1), ?2)
        """
}
