import GRDB
package import Metering

/// Time for which a meter has no reading although it could have.
package struct StoredGap: Sendable, Hashable {
    package var meter: MeterID
    /// Milliseconds since the epoch.
    package var time: Range<Int64>

    package init(meter: MeterID, time: Range<Int64>) {
        self.meter = meter
        self.time = time
    }
}

extension ReadingStore {
    /// How far a customer group's readings reach: the newest end of all its series, nil where it has none.
    package func newestReading(ofGroup group: String) async throws(StoreError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max((SELECT "end" FROM readings WHERE series = series.id ORDER BY start DESC LIMIT 1))
                    FROM group_meters JOIN series USING (meter) WHERE "group" = ?
                    """, arguments: [group]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// The metering points that a customer group has brought, in order.
    package func meteringPoints(ofGroup group: String) async throws(StoreError) -> [String] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT metering_point FROM group_meters JOIN meters ON meters.id = meter
                    WHERE "group" = ? ORDER BY metering_point
                    """, arguments: [group])
        }
    }

    /// Whether a customer group has brought a meter for the first time since a moment.
    ///
    /// - Parameter now: what came later than this came by a clock that has been set back since, and does not count.
    package func hasNewMeters(
        ofGroup group: String, since time: Timestamp, now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM group_meters WHERE \"group\" = ? AND since BETWEEN ? AND ?)",
                arguments: [group, time.milliseconds, now.milliseconds]) ?? false
        }
    }

    /// Where the series of a customer group have no reading between two times: before the first, between two, after the last.
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
        return try await read { database in
            let series = try Row.fetchAll(
                database,
                sql: """
                    SELECT series.id, metering_point, delivery_category, microproduction, customer_number,
                        (SELECT "end" FROM readings WHERE series = series.id ORDER BY start DESC LIMIT 1) AS newest
                    FROM group_meters JOIN series USING (meter) JOIN meters ON meters.id = meter WHERE "group" = ?
                    """, arguments: [group])
            return try series.flatMap { row -> [StoredGap] in
                let meter = MeterID(row, from: 1)
                let customer: String? = row[4]
                let newest: Int64? = row[5]
                guard wantedPoints.isEmpty || wantedPoints.contains(meter.meteringPoint),
                    wantedCustomers == nil || customer == nil || wantedCustomers?.contains(customer ?? "") == true,
                    let newest, newest > from.milliseconds
                else { return [] }
                return try ReadingStore.gaps(database, series: row[0], from: from.milliseconds, to: to.milliseconds)
                    .map { StoredGap(meter: meter, time: $0) }
            }
        }
    }

    private static func gaps(_ database: Database, series: Int64, from: Int64, to: Int64) throws -> [Range<Int64>] {
        // SQLite looks for the holes, so that not every reading crosses into Swift. The row before the range counts too
        // where it reaches in; the range's own ends stand in for neighbours that are not there.
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    WITH inside (start, "end") AS (
                        SELECT start, "end" FROM readings WHERE series = ?1 AND start < ?3 AND start >= \(ReadingStore.firstReachingIn)
                        UNION ALL SELECT ?3, ?3
                    ), neighbours (previous, start) AS (
                        SELECT max(?2, coalesce(lag("end") OVER (ORDER BY start), ?2)), start FROM inside
                    )
                    SELECT previous, start FROM neighbours WHERE previous < start
                    """), arguments: [series, from, to])
        var gaps: [Range<Int64>] = []
        while let row = try rows.next() {
            let start: Int64 = row[0]
            gaps.append(start..<row[1])
        }
        return gaps
    }
}
