import GRDB
package import Metering

/// Days that a fetch has finished are rows of the table of marks: the group is what was asked for, the kind is the day, the
/// time is when it was asked.
extension ReadingStore {
    private static let fetchEndpoint = "fetch"

    /// The UTC days that were fetched, with the time at which that began.
    ///
    /// - Parameter question: what was asked for, as a text that differs where anything of it does.
    package func fetchedDays(_ question: String) async throws(StoreError) -> [CivilDay: Timestamp] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT kind, time FROM marks WHERE endpoint = ? AND \"group\" = ?",
                arguments: [ReadingStore.fetchEndpoint, question])
            var days: [CivilDay: Timestamp] = [:]
            while let row = try rows.next() {
                if let day = CivilDay(row[0] as String) { days[day] = Timestamp(milliseconds: row[1]) }
            }
            return days
        }
    }

    /// Notes that days are stored as of a time, all of them or, where that fails, none.
    package func noteFetched(
        _ days: Range<CivilDay>, _ question: String, at time: Timestamp
    ) async throws(StoreError) {
        try await write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO marks (endpoint, "group", kind, time) VALUES (?, ?, ?, ?)
                    ON CONFLICT (endpoint, "group", kind) DO UPDATE SET time = excluded.time
                    """)
            for day in days {
                try statement.execute(
                    arguments: [ReadingStore.fetchEndpoint, question, "\(day)", time.milliseconds])
            }
        }
    }

    /// Readings before a time are gone, so days before it can be fetched again.
    static func forgetFetched(before time: Timestamp, _ database: Database) throws {
        // Dates of four-digit years are in the order of their texts.
        try database.execute(
            sql: "DELETE FROM marks WHERE endpoint = ? AND kind < ?",
            arguments: [fetchEndpoint, "\(MeteringCalendar().day(of: time))"])
    }
}
