import GRDB
import GRDBSQLite

/// Counts readings that receivers have got and that are no longer stored: a sample that was pushed cannot be taken back.
struct DeliveredReadings {
    let database: Database

    /// Counts, for each receiver that has got them, readings that leave a series.
    func noteRemoved(_ readings: [StoredReading], series: Int64) throws {
        guard !readings.isEmpty else { return }
        let receivers = try database.values("SELECT name, change, settled, began FROM receivers") { row in
            (
                name: row["name"] as String, change: row["change"] as Int64, settled: row["settled"] as Int64,
                began: row["began"] as Int64
            )
        }
        for receiver in receivers {
            let count = readings.count {
                $0.change <= receiver.change && $0.end <= receiver.settled && $0.end > receiver.began
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
}
