import GRDB
import GRDBSQLite
package import Metering

/// A period that the API has sent with null as its value, so that its stored reading is withdrawn.
package struct Withdrawal: Sendable, Hashable {
    /// The meter of the period.
    package var meter: MeterID
    /// A label of `UnitLabel`; empty if none is named.
    package var unit: String
    /// Milliseconds since the epoch, as ``end``, which is exclusive.
    package var start: Int64
    package var end: Int64

    /// Creates the withdrawal of one period; both bounds are in milliseconds since the epoch.
    package init(meter: MeterID, unit: String, start: Int64, end: Int64) {
        self.meter = meter
        self.unit = unit
        self.start = start
        self.end = end
    }
}

extension ReadingRepository {
    /// Withdraws readings: those stored for exactly such a period are kept apart, and return when a value is sent
    /// again.
    ///
    /// A period without a unit, or whose unit is not that of the meter's readings, stands for the only series that has
    /// a reading for it: of any kind, or of the unit's kind. Readings that are withdrawn already do not count again.
    ///
    /// - Returns: the number of withdrawn readings.
    package func withdraw(_ withdrawals: [Withdrawal]) async throws(StoreError) -> Int {
        guard !withdrawals.isEmpty else { return 0 }
        let days = dayRules
        return try await pool.write { database in
            try FollowedWrite(database: database, rules: days.current).run { database in
                (try ReadingWithdrawal(database: database).withdraw(withdrawals), [:])
            }
        }
    }
}

/// Withdraws readings inside one transaction.
private struct ReadingWithdrawal {
    let database: Database

    func withdraw(_ withdrawals: [Withdrawal]) throws -> Int {
        var found: [Int64: [StoredReading]] = [:]
        for (meter, periods) in Dictionary(grouping: Set(withdrawals), by: \.meter) {
            guard let meter = try database.meterID(meter) else { continue }
            let series = try database.series(of: meter)
            for period in periods {
                if let (series, reading) = try find(period, in: series) { found[series, default: []].append(reading) }
            }
        }
        var count = 0
        for (series, readings) in found { count += try withdraw(readings, series: series) }
        return count
    }

    /// Finds the one reading that a withdrawal stands for.
    private func find(
        _ period: Withdrawal, in series: [(id: Int64, unit: String)]
    ) throws -> (series: Int64, reading: StoredReading)? {
        var found: [(series: Int64, reading: StoredReading)] = []
        for one in series
        where period.unit.isEmpty || one.unit.isEmpty || UnitKind(one.unit) == UnitKind(period.unit) {
            try database.forEachRow(
                "SELECT \(StoredReading.columns) FROM readings WHERE series = ? AND start = ? AND \"end\" = ?",
                [one.id, period.start, period.end]
            ) { found.append((one.id, StoredReading($0))) }
            if one.unit == period.unit, let last = found.last, last.series == one.id { return last }
        }
        return found.count == 1 ? found[0] : nil
    }

    private func withdraw(_ readings: [StoredReading], series: Int64) throws -> Int {
        // Two withdrawals, one of them without a unit, may stand for the same reading.
        let readings = Dictionary(readings.map { ($0.start, $0) }, uniquingKeysWith: { first, _ in first }).values
            .sorted { $0.start < $1.start }
        var touched = TouchedTime()
        for reading in readings {
            touched.insert(reading.start, reading.end)
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO withdrawn_readings (series, start, "end", value, status, source)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [series, reading.start, reading.end, reading.value, reading.status, reading.source])
            // A reading set aside for that time would otherwise return in its place.
            try database.cachedStatement(
                sql: """
                    DELETE FROM duplicate_readings WHERE series = ?1 AND start > ?2 - \(StoredReading.hour)
                        AND start < ?3 AND "end" > ?2 AND "end" - start >= ?3 - ?2
                    """
            ).execute(arguments: [series, reading.start, reading.end])
        }
        let writer = SeriesWriter(database: database, series: series, statuses: [])
        try writer.delete(readings)
        _ = try database.newChange(series: series, touched)
        for reading in readings { try writer.mergeKnown(from: reading.start, to: reading.end) }
        return readings.count
    }
}
