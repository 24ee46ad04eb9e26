import GRDB
import GRDBSQLite
import Ground
import Metering

/// Writes the `MaxEffect`s of one series. Each belongs to its reading and is removed with it.
struct EffectWriter {
    /// The most effects kept: only the newest is shown, and the others in case it is withdrawn.
    private static let mostKept = 500

    let database: Database
    let series: Int64

    /// Writes a page's effects once its readings are stored; effects of readings that are not believed do not count.
    ///
    /// - Parameter said: the effects of each object, with its readings.
    func write(_ said: [(effects: [ReadingEffect], readings: SaidReadings)]) throws {
        guard said.contains(where: { !$0.effects.isEmpty }) else { return }
        let stored = try storedEffects()
        if stored.isEmpty, !said.contains(where: { $0.effects.contains { $0.effect != nil } }) { return }
        let sources = Set(said.map(\.readings.source))
        var isAnyNew = false
        for (effects, readings) in said {
            let newest = effects.count > Self.mostKept ? effects.sorted { $0.start < $1.start } : effects
            for one in newest.suffix(Self.mostKept) where stored[one.start] != one.effect {
                guard try isBelieved(one, readings, others: sources) else { continue }
                try replace(one)
                isAnyNew = isAnyNew || one.effect != nil
            }
        }
        guard isAnyNew else { return }
        try database.cachedStatement(
            sql: """
                DELETE FROM reading_effects WHERE series = ?1 AND start <=
                    (SELECT start FROM reading_effects WHERE series = ?1 ORDER BY start DESC LIMIT 1 OFFSET ?2)
                """
        ).execute(arguments: [series, Self.mostKept])
    }

    private func storedEffects() throws -> [Int64: MaxEffect] {
        let rows = try database.values(
            "SELECT start, unit, time, value FROM reading_effects WHERE series = ?", [series]
        ) { (start: $0["start"] as Int64, effect: MaxEffect($0)) }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.start, $0.effect) })
    }

    /// Returns true if the stored reading is the object's own, or has the same value and is not of another object on
    /// this page.
    private func isBelieved(_ one: ReadingEffect, _ said: SaidReadings, others: Set<Int64>) throws -> Bool {
        var stored: (value: Double, source: Int64)?
        try database.forEachRow(
            "SELECT value, source FROM readings WHERE series = ? AND start = ? AND \"end\" = ?",
            [series, one.start, one.end]
        ) { stored = (sqlite3_column_double($0, 0), sqlite3_column_int64($0, 1)) }
        guard let stored else { return false }
        if stored.source == said.source { return true }
        guard !others.contains(stored.source), let row = said.columns.starts.firstIndex(of: one.start) else {
            return false
        }
        return said.columns.values[row] == stored.value
    }

    private func replace(_ one: ReadingEffect) throws {
        guard let effect = one.effect else {
            try database.cachedStatement(sql: "DELETE FROM reading_effects WHERE series = ? AND start = ?")
                .execute(arguments: [series, one.start])
            return
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO reading_effects (series, start, unit, time, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (series, start) DO UPDATE
                SET unit = excluded.unit, time = excluded.time, value = excluded.value
                """
        ).execute(arguments: [series, one.start, effect.unit, effect.time.milliseconds, effect.value])
    }
}
