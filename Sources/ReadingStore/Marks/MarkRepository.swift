import GRDB
package import Ground

/// A kind of moment that is stored, so that a restart does not request everything again.
package enum Mark: String, Sendable {
    /// The newest readings were requested again, for corrections.
    case refetched
    /// Days with gaps were requested.
    case gapsChecked = "gaps_checked"
    /// A poll that succeeded wholly has ended.
    case succeeded
    /// The API has answered a customer group, to the day.
    case heard
    /// The end of a rate limit: no request is made before it.
    case heldUntil = "held_until"
    /// A fetch has begun for a customer group.
    case fetchBegan = "fetch_began"
    /// A fetch has ended; an interrupted one has only begun.
    case fetchEnded = "fetch_ended"
}

/// The repository of times that survive a restart.
package struct MarkRepository: Sendable {
    let pool: StorePool

    /// Reads the time of a mark for a customer group, or for the whole endpoint with an empty group.
    package func time(of mark: Mark, endpoint: String, group: String = "") async throws(StoreError) -> Timestamp? {
        try await pool.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT time FROM marks WHERE endpoint = ? AND \"group\" = ? AND kind = ?",
                arguments: [endpoint, group, mark.rawValue]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// Records the time of a mark, replacing the earlier one.
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

    /// Reads the UTC days that were fetched, with the time of their requests.
    ///
    /// - Parameter question: a hash of the request without its time; any change of the request gives another.
    package func fetchedDays(_ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await days("fetched_days", question)
    }

    /// Records days as fetched at a time, in one transaction.
    package func recordFetched(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await record(days, "fetched_days", question, at: time)
    }

    // MARK: Answers of polls

    /// Reads the UTC days that answers of polls have covered, with the time of their newest request.
    ///
    /// - Parameter question: a hash of the request without its time; any change of the request gives another.
    package func answeredDays(_ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await days("answered_days", question)
    }

    /// Records that an answer has covered days, in one transaction.
    package func recordAnswered(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await record(days, "answered_days", question, at: time)
    }

    /// Returns true if the API has answered for a list of numbers before.
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

    /// Forgets days before a time: their readings are gone, so they may be requested again.
    static func forgetDays(before time: Timestamp, _ database: Database) throws {
        // Dates of four-digit years are in the order of their texts.
        for table in ["fetched_days", "answered_days"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE day < ?", arguments: ["\(time.utcDay)"])
        }
    }
}
