import GRDB
import Ground
import Metering
import Synchronization

/// The rules whose days are complete.
package struct MadeDays: Sendable, Equatable {
    /// True if the sums of every course are stored.
    package var sums: Bool
    /// For each tariff of the rules, true if the peaks of every course are stored.
    package var peaks: [Bool]

    /// Creates the state of stored days; `peaks` has one entry for each tariff of the rules, in their order.
    package init(sums: Bool, peaks: [Bool]) {
        self.sums = sums
        self.peaks = peaks
    }

    /// True if nothing is left to compute.
    package var isAll: Bool { sums && peaks.allSatisfy { $0 } }
}

/// Rules in use, with their rows in the store.
struct DayRules: Sendable {
    let rules: DigestRules
    let sums: Int64
    /// One row for each tariff, in the rules' order.
    let peaks: [Int64]

    var places: [Int64] { [sums] + peaks }

    /// Sets the rules in use, and records those whose days have to be computed.
    ///
    /// - Parameter now: earlier days follow the present zone database; later ones may change with it.
    static func use(_ rules: DigestRules, at now: Timestamp, _ database: Database) throws -> DayRules {
        let sums = try place(rules.textOfSums, rules, rules.periodClock, now, database)
        let peaks = try rules.tariffs.map { try place(rules.text(ofPeaksOf: $0), rules, $0.clock, now, database) }
        let used = DayRules(rules: rules, sums: sums, peaks: peaks)
        let places = Set(used.places).sorted().map(String.init).joined(separator: ", ")
        try database.execute(
            sql: """
                UPDATE day_rules SET is_used = 0 WHERE id NOT IN (\(places));
                DELETE FROM unmade_days WHERE rules NOT IN (\(places));
                """)
        return used
    }

    private static func place(
        _ text: String, _ rules: DigestRules, _ clock: MeteringCalendar.Clock, _ now: Timestamp, _ database: Database
    ) throws -> Int64 {
        let zone = { (time: Timestamp) in rules.calendar.checksum(until: time, clock) }
        let known = try Row.fetchOne(database, sql: "SELECT * FROM day_rules WHERE text = ?", arguments: [text])
        if let known {
            let (id, checked): (Int64, Int64) = (known["id"], known["checked_until"])
            if zone(Timestamp(milliseconds: checked)) == known["zone"] as Int64 {
                let isUsed: Bool = known["is_used"]
                if !isUsed { try markUnmade(id, database) }
                let time = max(now, Timestamp(milliseconds: checked))
                try database.execute(
                    sql: "UPDATE day_rules SET is_used = 1, checked_until = ?, zone = ? WHERE id = ?",
                    arguments: [time.milliseconds, zone(time), id])
                return id
            }
            // A new version of the zone database that divides past days otherwise makes them other days.
            try database.execute(
                sql: "UPDATE day_rules SET text = ?, is_used = 0 WHERE id = ?",
                arguments: ["\(text)|until \(now)|\(id)", id])
        }
        try database.execute(
            sql: "INSERT INTO day_rules (text, is_used, checked_until, zone) VALUES (?, 1, ?, ?)",
            arguments: [text, now.milliseconds, zone(now)])
        let id = database.lastInsertedRowID
        try markUnmade(id, database)
        return id
    }

    private static func markUnmade(_ rules: Int64, _ database: Database) throws {
        // Readings written without rules, or by an older program, have no courses.
        for row in try Row.fetchAll(database, sql: "SELECT DISTINCT meter, unit FROM series") {
            try database.execute(
                sql: "INSERT INTO courses (meter, kind) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [row["meter"] as Int64, UnitKind(row["unit"]).text])
        }
        try database.execute(
            sql: "INSERT INTO unmade_days (course, rules) SELECT id, ? FROM courses WHERE true ON CONFLICT DO NOTHING",
            arguments: [rules])
    }

    /// Records that readings are written without rules, so that their days are missing.
    static func leaveUnfollowed(_ database: Database) throws {
        try database.cachedStatement(sql: "UPDATE day_rules SET is_used = 0 WHERE is_used").execute()
    }
}

/// The rules in use, which change between transactions only.
final class HeldDayRules: Sendable {
    private let held = Mutex<DayRules?>(nil)

    /// Nil until some are taken into use.
    var current: DayRules? { held.withLock { $0 } }

    func set(_ rules: DayRules) {
        held.withLock { $0 = rules }
    }
}
