import GRDB
package import Metering

/// What the store remembers the time of, so that a restart does not ask the API for everything again.
package enum Mark: String, Sendable {
    /// When the newest readings were last asked for again, for corrections.
    case refetched
    /// When days with gaps were last asked for.
    case gapsChecked = "gaps_checked"
    /// The end of the newest poll that succeeded wholly.
    case succeeded
}

extension ReadingStore {
    /// When something was last done for a customer group, or with an empty group for the whole endpoint.
    package func mark(_ mark: Mark, endpoint: String, group: String = "") async throws(StoreError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database, sql: "SELECT time FROM marks WHERE endpoint = ? AND \"group\" = ? AND kind = ?",
                arguments: [endpoint, group, mark.rawValue]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    package func setMark(
        _ mark: Mark, endpoint: String, group: String = "", to time: Timestamp
    ) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO marks (endpoint, "group", kind, time) VALUES (?, ?, ?, ?)
                    ON CONFLICT (endpoint, "group", kind) DO UPDATE SET time = excluded.time
                    """, arguments: [endpoint, group, mark.rawValue, time.milliseconds])
        }
    }
}
