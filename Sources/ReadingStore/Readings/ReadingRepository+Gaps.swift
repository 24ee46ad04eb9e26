import GRDB
package import Ground
package import Metering

/// Time for which a meter should have a reading and has none.
package struct StoredGap: Sendable, Hashable {
    /// The meter that the readings are missing from.
    package var meter: MeterID
    /// Milliseconds since the epoch.
    package var time: Range<Int64>

    /// Creates a gap; `time` is in milliseconds since the epoch.
    package init(meter: MeterID, time: Range<Int64>) {
        self.meter = meter
        self.time = time
    }
}

extension ReadingRepository {
    /// Returns the end of the newest reading of a customer group; nil if it has none.
    package func newestEnd(ofGroup group: String) async throws(StoreError) -> Timestamp? {
        try await pool.read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(\(ReadingSQL.newestEnd)) FROM group_meters JOIN series USING (meter) WHERE "group" = ?
                    """, arguments: [group]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// Returns the metering points that a customer group has brought, in order.
    package func meteringPoints(ofGroup group: String) async throws(StoreError) -> [String] {
        try await pool.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT metering_point FROM group_meters JOIN meters ON meters.id = meter
                    WHERE "group" = ? ORDER BY metering_point
                    """, arguments: [group])
        }
    }

    /// Returns true if a customer group has brought a new meter since a moment.
    ///
    /// - Parameter now: later times were recorded before the clock was set back, and do not count.
    package func hasNewMeters(
        ofGroup group: String, since time: Timestamp, now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await pool.read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM group_meters WHERE \"group\" = ? AND since BETWEEN ? AND ?)",
                arguments: [group, time.milliseconds, now.milliseconds]) ?? false
        }
    }

    /// Finds the time for which the meters of a customer group have no reading of a kind of unit that they measure,
    /// between two readings and after the last. Nothing is missing before the first reading ever.
    ///
    /// Kinds that ended before the time are left out: their meters are gone.
    ///
    /// - Parameters:
    ///   - customers: only meters of these customer numbers, whatever their leading zeros; nil for all.
    ///   - meteringPoints: only these; empty for all.
    package func gaps(
        ofGroup group: String, customers: [String]?, meteringPoints: [String], from: Timestamp, to: Timestamp
    ) async throws(StoreError) -> [StoredGap] {
        let wantedCustomers = customers.map { Set($0.map { CustomerNumber.normalized($0) }) }
        let wantedPoints = Set(meteringPoints)
        return try await pool.read { database in
            let meters = try database.values(
                MeterFacts.ofMeters + " WHERE meters.id IN (SELECT meter FROM group_meters WHERE \"group\" = ?)",
                [group]
            ) { (row: $0["id"] as Int64, id: MeterID($0), customer: MeterFacts($0).customerNumber) }
            return try meters.flatMap { meter -> [StoredGap] in
                guard wantedPoints.isEmpty || wantedPoints.contains(meter.id.meteringPoint),
                    wantedCustomers?.contains(CustomerNumber.normalized(meter.customer ?? "")) ?? true
                        || meter.customer == nil
                else { return [] }
                return try Self.gaps(database, meter: meter.row, from: from.milliseconds, to: to.milliseconds)
                    .map { StoredGap(meter: meter.id, time: $0) }
            }
        }
    }

    /// The gaps of each kind of unit of a meter.
    private static func gaps(_ database: Database, meter: Int64, from: Int64, to: Int64) throws -> [Range<Int64>] {
        let series = try database.values(
            """
            SELECT id, unit, (SELECT min(start) FROM readings WHERE series = series.id) AS first,
                \(ReadingSQL.newestEnd) AS newest
            FROM series WHERE meter = ?
            """, [meter]
        ) {
            (
                id: $0["id"] as Int64, unit: $0["unit"] as String, first: $0["first"] as Int64?,
                newest: $0["newest"] as Int64?
            )
        }
        return try Dictionary(grouping: series) { UnitKind($0.unit) }.values.flatMap { kind -> [Range<Int64>] in
            guard let first = kind.compactMap(\.first).min(), let newest = kind.compactMap(\.newest).max(),
                newest > from, max(first, from) < to
            else { return [] }
            // Time that one of the series covers is no gap.
            return try kind.reduce([max(first, from)..<to]) { left, one in
                let gaps = try Self.gaps(database, series: one.id, from: max(first, from), to: to)
                return left.flatMap { range in gaps.map { $0.clamped(to: range) }.filter { !$0.isEmpty } }
            }
        }
    }

    /// The time for which a series has no reading.
    static func gaps(_ database: Database, series: Int64, from: Int64, to: Int64) throws -> [Range<Int64>] {
        // SQLite finds the holes, so that not every reading has to cross into Swift. The row before the range counts
        // too
        // if it reaches in; the range's own bounds stand in for missing neighbours.
        try database.values(
            """
            WITH inside (start, "end") AS (
                SELECT start, "end" FROM readings WHERE \(ReadingSQL.touching)
                UNION ALL SELECT ?3, ?3
            ), neighbours (previous, start) AS (
                SELECT max(?2, coalesce(lag("end") OVER (ORDER BY start), ?2)), start FROM inside
            )
            SELECT previous, start FROM neighbours WHERE previous < start
            """, [series, from, to]
        ) { row in
            let previous: Int64 = row["previous"]
            return previous..<row["start"]
        }
    }
}
