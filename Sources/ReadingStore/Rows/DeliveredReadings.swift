import GRDB
import GRDBSQLite

/// Counts of readings and invoiced months that receivers have and that are no longer stored: a pushed sample cannot be
/// taken back.
struct DeliveredReadings {
    let database: Database

    /// The unit under which invoiced months are counted: one sample each, whatever they measure.
    static let invoiced = "invoiced"

    /// Counts, for each receiver that has it, an invoiced month without any part left.
    ///
    /// - Parameters:
    ///   - change: the newest of its parts.
    ///   - end: the end of the month, in milliseconds.
    func countRemovedMonth(change: Int64, end: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO withdrawn_counts (receiver, unit, readings)
                SELECT name, ?1, 1 FROM receivers WHERE invoice_change >= ?2 AND settled >= ?3 AND began < ?3
                ON CONFLICT (receiver, unit) DO UPDATE SET readings = readings + excluded.readings
                """
        ).execute(arguments: [Self.invoiced, change, end])
    }

    /// Counts, for each receiver that has them, readings that are removed from a series.
    func countRemoved(_ readings: [StoredReading], series: Int64) throws {
        guard !readings.isEmpty else { return }
        let receivers = try database.values("SELECT name, change, settled, began FROM receivers") { row in
            (
                name: row["name"] as String, change: row["change"] as Int64, settled: row["settled"] as Int64,
                began: row["began"] as Int64
            )
        }
        for receiver in receivers {
            let setAside = try endsSetAside(series, for: receiver.name)
            let count = readings.count {
                $0.change <= receiver.change && $0.end <= receiver.settled && $0.end > receiver.began
                    && !setAside.contains($0.end)
            }
            guard count > 0 else { continue }
            try database.cachedStatement(
                sql: """
                    INSERT INTO withdrawn_counts (receiver, unit, readings)
                    VALUES (?, (SELECT unit FROM series WHERE id = ?), ?)
                    ON CONFLICT (receiver, unit) DO UPDATE SET readings = readings + excluded.readings
                    """
            ).execute(arguments: [receiver.name, series, count])
        }
    }

    /// Reads the ends of readings at which a receiver has failed, so that it does not have them.
    private func endsSetAside(_ series: Int64, for receiver: String) throws -> Set<Int64> {
        let ends = try database.values(
            """
            SELECT DISTINCT "end" FROM set_aside_samples AS sample
            JOIN series ON series.meter = sample.meter AND series.unit = sample.unit
            WHERE series.id = ? AND receiver = ?
            """, [series, receiver]
        ) { $0["end"] as Int64 }
        return Set(ends)
    }
}
