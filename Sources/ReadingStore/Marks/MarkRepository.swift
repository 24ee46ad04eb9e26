import GRDB
package import Ground

/// A kind of moment that is remembered, so that a restart does not ask the API for everything again.
package enum Mark: String, Sendable {
    /// The newest readings were asked for again, for corrections.
    case refetched
    /// Days with gaps were asked for.
    case gapsChecked = "gaps_checked"
    /// A poll that succeeded wholly has ended.
    case succeeded
}

/// The desk for times that survive a restart.
package struct MarkRepository: Sendable {
    let pool: StorePool

    /// Reads when something was last done for a customer group, or with an empty group for the whole endpoint.
    package func time(of mark: Mark, endpoint: String, group: String = "") async throws(StoreError) -> Timestamp? {
        try await pool.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT time FROM marks WHERE endpoint = ? AND \"group\" = ? AND kind = ?",
                arguments: [endpoint, group, mark.rawValue]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// Records when something was done, in place of the time before.
    package func record(
        _ mark: Mark, endpoint: String, group: String = "", at time: Timestamp
    ) async throws(StoreError) {
        try await pool.write { database in
            try database.execute(
                sql: """
                    INSERT INTO marks (endpoint, "group", kind, time) VALUES (?, ?, ?, ?)
                    ON CONFLICT (endpoint, "group", kind) DO UPDATE SET time = excluded.time
                    """, arguments: [endpoint, group, mark.rawValue, time.milliseconds])
        }
    }

    // MARK: Fetched days

    /// Reads the UTC days that were fetched, with the time at which they were asked for.
    ///
    /// - Parameter question: what was asked for, as a text that differs where anything of it does.
    package func fetchedDays(_ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await pool.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT day, asked FROM fetched_days WHERE question = ?", arguments: [question])
            var days: [CivilDay: Timestamp] = [:]
            while let row = try rows.next() {
                if let day = CivilDay(row["day"] as String) { days[day] = Timestamp(milliseconds: row["asked"]) }
            }
            return days
        }
    }

    /// Records that days are stored as of a time, all of them or, where that fails, none.
    package func recordFetched(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await pool.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO fetched_days (question, day, asked) VALUES (?, ?, ?)
                    ON CONFLICT (question, day) DO UPDATE SET asked = excluded.asked
                    """)
            for day in days { try statement.execute(arguments: [question, "\(day)", time.milliseconds]) }
        }
    }

    /// Forgets days before a time: their readings are gone, so they can be fetched again.
    static func forgetFetched(before time: Timestamp, _ database: Database) throws {
        // Dates of four-digit years are in the order of their texts.
        try database.execute(
            sql: "DELETE FROM fetched_days WHERE day < ?", arguments: ["\(time.utcDay)"])
    }
}
