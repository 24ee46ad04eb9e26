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
    /// The API has answered something that a customer group asked; to a day.
    case heard
    /// The end of a rate limit: nothing is asked for before.
    case heldUntil = "held_until"
    /// A fetch has begun to ask for a customer group.
    case fetchBegan = "fetch_began"
    /// A fetch has come to its end; an interrupted one has only begun.
    case fetchEnded = "fetch_ended"
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
        try await days("fetched_days", question)
    }

    /// Records that days are stored as of a time, all of them or, where that fails, none.
    package func recordFetched(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await record(days, "fetched_days", question, at: time)
    }

    // MARK: Answers of polls

    /// Reads the UTC days that answers of polls have covered, with the time at which they were last asked for.
    ///
    /// - Parameter question: what was asked for, as a text that differs where anything of it does.
    package func answeredDays(_ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await days("answered_days", question)
    }

    /// Records that an answer has covered days, all of them or, where that fails, none.
    package func recordAnswered(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await record(days, "answered_days", question, at: time)
    }

    /// Tells if the API has answered for a list of numbers before.
    ///
    /// - Parameter list: the list and the API's address, as a text.
    package func hasAnswered(_ list: String) async throws(StoreError) -> Bool {
        try await pool.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM answered_lists WHERE list = ?)", arguments: [list])
                ?? false
        }
    }

    /// Records that the API has answered for a list of numbers.
    package func recordAnswered(list: String) async throws(StoreError) {
        try await pool.write { database in
            try database.execute(
                sql: "INSERT INTO answered_lists (list) VALUES (?) ON CONFLICT DO NOTHING", arguments: [list])
        }
    }

    // MARK: Days

    private func days(_ table: String, _ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await pool.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT day, asked FROM \(table) WHERE question = ?", arguments: [question])
            var days: [CivilDay: Timestamp] = [:]
            while let row = try rows.next() {
                if let day = CivilDay(row["day"] as String) { days[day] = Timestamp(milliseconds: row["asked"]) }
            }
            return days
        }
    }

    private func record(
        _ days: Range<CivilDay>, _ table: String, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await pool.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO \(table) (question, day, asked) VALUES (?, ?, ?)
                    ON CONFLICT (question, day) DO UPDATE SET asked = excluded.asked
                    """)
            for day in days { try statement.execute(arguments: [question, "\(day)", time.milliseconds]) }
        }
    }

    /// Forgets days before a time: their readings are gone, so they can be asked for again.
    static func forgetDays(before time: Timestamp, _ database: Database) throws {
        // Dates of four-digit years are in the order of their texts.
        for table in ["fetched_days", "answered_days"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE day < ?", arguments: ["\(time.utcDay)"])
        }
    }
}
