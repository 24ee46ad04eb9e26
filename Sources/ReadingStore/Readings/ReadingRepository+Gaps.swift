import GRDB
package import Ground
package import Metering

/// Time for which a meter has no reading although it could have.
package struct StoredGap: Sendable, Hashable {
    /// The meter that lacks readings.
    package var meter: MeterID
    /// Milliseconds since the epoch.
    package var time: Range<Int64>

    package init(meter: MeterID, time: Range<Int64>) {
        self.meter = meter
        self.time = time
    }
}

extension ReadingRepository {
    /// Returns the end of the newest reading of all a customer group's series; nil where it has none.
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

    /// Tells if a customer group has brought a meter for the first time since a moment.
    ///
    /// - Parameter now: what came later than this came by a clock that has been set back since, and does not count.
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

    /// Finds the time for which the series of a customer group have no reading: before the first, between two, after the last.
    ///
    /// Series that ended before are left out: their meters are gone.
    ///
    /// - Parameters:
    ///   - customers: only meters of these customer numbers; nil for all.
    ///   - meteringPoints: only these; empty for all.
    package func gaps(
        ofGroup group: String, customers: [String]?, meteringPoints: [String], from: Timestamp, to: Timestamp
    ) async throws(StoreError) -> [StoredGap] {
        let wantedCustomers = customers.map { Set($0) }
        let wantedPoints = Set(meteringPoints)
        return try await pool.read { database in
            let series = try Row.fetchAll(
                database,
                sql: """
                    SELECT series.id, metering_point, delivery_category, microproduction, customer_number,
                        \(ReadingSQL.newestEnd) AS newest
                    FROM group_meters JOIN series USING (meter) JOIN meters ON meters.id = meter WHERE "group" = ?
                    """, arguments: [group])
            return try series.flatMap { row -> [StoredGap] in
                let meter = MeterID(row)
                let customer: String? = row["customer_number"]
                let newest: Int64? = row["newest"]
                guard wantedPoints.isEmpty || wantedPoints.contains(meter.meteringPoint),
                    wantedCustomers == nil || customer == nil || wantedCustomers?.contains(customer ?? "") == true,
                    let newest, newest > from.milliseconds
                else { return [] }
                return try Self.gaps(database, series: row["id"], from: from.milliseconds, to: to.milliseconds)
                    .map { StoredGap(meter: meter, time: $0) }
            }
        }
    }

    private static func gaps(_ database: Database, series: Int64, from: Int64, to: Int64) throws -> [Range<Int64>] {
        // SQLite looks for the holes, so that not every reading crosses into Swift. The row before the range counts too
        // where it reaches in; the range's own ends stand in for neighbours that are not there.
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
