import GRDB

/// The address of the API whose readings a store holds: practice data never mixes with an account's.
enum StoreAPI {
    /// Notes the address in a new store.
    ///
    /// - Throws: ``StoreError/otherAPI(path:stored:asked:)`` where it is of another one.
    static func claim(_ url: String, _ database: Database, path: String) throws {
        guard let stored = try self.url(database) else {
            return try database.execute(sql: "INSERT INTO api_addresses (url) VALUES (?)", arguments: [url])
        }
        try check(url, stored: stored, path: path)
    }

    /// Reads the address that is noted; nil for none, also in a store of an older version.
    static func url(_ database: Database) throws -> String? {
        guard try database.tableExists("api_addresses") else { return nil }
        return try String.fetchOne(database, sql: "SELECT url FROM api_addresses")
    }

    static func check(_ url: String, stored: String, path: String) throws(StoreError) {
        guard stored != url else { return }
        throw .otherAPI(path: path, stored: stored, asked: url)
    }
}
