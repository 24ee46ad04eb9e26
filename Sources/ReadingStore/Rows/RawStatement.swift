import GRDB
import GRDBSQLite

/// A statement that runs many times, bound by SQLite's own calls: GRDB creates a value for each argument, which takes
/// longer than SQLite needs to insert it. Bound values stay for the next run.
struct RawStatement {
    // The statement belongs to the connection, whose queue this runs on; reset() returns it to its cache.
    private let handle: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        handle = try database.cachedStatement(sql: sql).sqliteStatement
    }

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(handle, index, value) }

    func bind(_ index: Int32, _ text: String) {
        // SQLITE_TRANSIENT, a cast that C macros hide from Swift: SQLite copies the bytes before it returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), transient)
    }

    func run() throws(DatabaseError) {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "a row could not be written")
        }
        sqlite3_reset(handle)
    }

    /// Clears the bound values.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}
