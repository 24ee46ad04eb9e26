import GRDB

/// The address of the API whose readings a store holds, so that practice data never mixes with an account's.
enum StoreAPI {
    /// Records the address in a store without readings.
    ///
    /// - Throws: ``StoreError/otherAPI(path:stored:asked:)`` if the store is another API's.
    static func claim(_ url: String, _ database: Database, path: String) throws {
        guard let stored = try self.url(database) else {
            try database.execute(sql: "DELETE FROM api_addresses")
            return try database.execute(sql: "INSERT INTO api_addresses (url) VALUES (?)", arguments: [url])
        }
        try check(url, stored: stored, path: path)
    }

    /// Reads the recorded address. It is nil in a store of an older version, and as long as nothing has come from the
    /// address, so that a mistyped one can be corrected.
    static func url(_ database: Database) throws -> String? {
        guard try database.tableExists("api_addresses"), try !isEmpty(database) else { return nil }
        return try String.fetchOne(database, sql: "SELECT url FROM api_addresses")
    }

    private static func isEmpty(_ database: Database) throws -> Bool {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM meters)"
        return try Bool.fetchOne(database, sql: sql) ?? true
    }

    static func check(_ url: String, stored: String, path: String) throws(StoreError) {
        guard stored != url else { return }
        throw .otherAPI(path: path, stored: stored, asked: url)
    }
}
