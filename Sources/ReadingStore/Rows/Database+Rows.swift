import GRDB
import GRDBSQLite

extension Database {
    /// Steps through the rows of a query with SQLite's own calls, by column index: a query with hundreds of thousands
    /// of rows has no time to look up names. All other queries read their rows by name.
    ///
    /// - Parameters:
    ///   - sql: prepared once for each connection.
    ///   - arguments: bound to its parameters in their order.
    ///   - row: reads the columns of one row with `sqlite3_column_...`; the handle is valid only during the call.
    func forEachRow(_ sql: String, _ arguments: [Int64], _ row: (OpaquePointer) throws -> Void) throws {
        // The statement belongs to the connection, whose queue this runs on; it is reset before another query can use
        // it.
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

    /// Reads all rows of a query, each as a value.
    ///
    /// - Parameter sql: prepared once for each connection.
    func values<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ value: (Row) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() { values.append(try value(row)) }
        return values
    }
}
