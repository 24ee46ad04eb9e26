import GRDB
import GRDBSQLite
package import Ground
package import Metering

/// A stretch of time of one series with new or corrected readings.
package struct ChangedTime: Sendable, Equatable {
    /// The series that has changed.
    package var series: SeriesID
    /// The time that contains all changes.
    package var time: Range<Timestamp>

    /// Creates the stretch of `series` that a scan reads.
    package init(series: SeriesID, time: Range<Timestamp>) {
        self.series = series
        self.time = time
    }
}

extension ReadingRepository {
    /// Returns the time of readings that changed after one number, up to and including another, change by change.
    ///
    /// - Parameters:
    ///   - number: a change number from an earlier ``StoreContents``; 0 covers every stored reading.
    ///   - newest: one from a later ``StoreContents``. Changes after it are left for the next call.
    package func changedTime(after number: Int64, upTo newest: Int64) async throws(StoreError) -> [ChangedTime] {
        try await pool.read { database in
            try database.values(
                """
                SELECT metering_point, delivery_category, microproduction, unit, first, last
                FROM changes JOIN series ON series.id = series JOIN meters ON meters.id = meter
                WHERE change > ? AND change <= ? ORDER BY change
                """, [number, newest]
            ) { row in
                let last: Int64 = row["last"]
                return ChangedTime(
                    series: SeriesID(row),
                    time: Timestamp(milliseconds: row["first"])..<Timestamp(milliseconds: last + 1))
            }
        }
    }

    /// Passes the readings of stretches of time to a closure, one stretch after the other, without creating a value for
    /// each reading.
    ///
    /// The state is changed in place: give it away (`consume`), or the first update copies the parts that it shares
    /// with the caller's. If a read fails, the state is lost.
    ///
    /// ```swift
    /// let digests = try await store.readings.scan(stretches, into: digests) { digests, place, series in
    ///     digests[stretches[place].course]?.update(stretches[place].time, with: series)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - stretches: the stretches of any meters, in any order.
    ///   - update: called with the state, the index of a stretch, and, for each series of the meter's kind that has a
    ///     reading there (by ``UnitKind/precedes(_:_:)``), all readings that touch the stretch, in order, and perhaps
    ///     the one before. Their statuses are not read: the column is empty. It runs on a thread of the store and must
    ///     not call the store.
    package func scan<State: Sendable>(
        _ stretches: [CourseStretch], into state: consuming State,
        _ update: @escaping @Sendable (inout State, Int, [(unit: String, readings: ReadingColumns)]) -> Void
    ) async throws(StoreError) -> State {
        let traveller = Traveller(state)
        // A few at a time: while a reader is open, the log cannot be written back into the file.
        for first in stride(from: 0, to: stretches.count, by: Self.scannedAtOnce) {
            let places = first..<min(first + Self.scannedAtOnce, stretches.count)
            try await pool.read { database in
                for place in places {
                    let series = try Self.columns(database, stretches[place])
                    traveller.update { update(&$0, place, series) }
                }
            }
        }
        return traveller.take()
    }

    /// About 60 MB of readings, at two months of quarters each.
    private static let scannedAtOnce = 200

    /// Reads the readings of several series that touch a stretch of time, in one transaction. A series without any is
    /// absent.
    ///
    /// - Parameters:
    ///   - series: a few, as a page shows.
    ///   - change: readings of later changes are left out, as if they had not arrived; readings that they replaced are
    ///     gone.
    /// - Returns: readings in order, perhaps with the one before the time. Their statuses are not read.
    package func readings(
        of series: [SeriesID], from: Timestamp, to: Timestamp, upTo change: Int64
    ) async throws(StoreError) -> [SeriesID: ReadingColumns] {
        try await pool.read { database in
            var found: [SeriesID: ReadingColumns] = [:]
            for one in series {
                guard let row = try Self.row(database, one) else { continue }
                let readings = try database.columns(series: row, from..<to, upTo: change)
                if !readings.isEmpty { found[one] = readings }
            }
            return found
        }
    }

    /// Reads the readings of one series whose period starts in a range, in order, with their statuses.
    ///
    /// - Parameter change: readings of later changes are left out.
    package func readings(
        of series: SeriesID, from: Timestamp, to: Timestamp, upTo change: Int64 = .max
    ) async throws(StoreError) -> [Reading] {
        try await pool.read { database in
            guard let row = try Self.row(database, series) else { return [] }
            return try database.values(
                """
                SELECT start, "end", value, statuses.text AS status FROM readings
                JOIN statuses ON statuses.id = readings.status
                WHERE series = ? AND start >= ? AND start < ? AND change <= ? ORDER BY start
                """, [row, from.milliseconds, to.milliseconds, change], Reading.init)
        }
    }

    /// The readings of all series of a meter's kind that touch a time. A series without any is absent.
    private static func columns(
        _ database: Database, _ stretch: CourseStretch
    ) throws -> [(unit: String, readings: ReadingColumns)] {
        guard let meter = try database.meterID(stretch.course.meter) else { return [] }
        return try database.series(of: meter).filter { UnitKind($0.unit) == stretch.course.kind }
            .sorted { UnitKind.precedes($0.unit, $1.unit) }
            .map { (unit: $0.unit, readings: try database.columns(series: $0.id, stretch.time)) }
            .filter { !$0.readings.isEmpty }
    }

    /// Finds the place of a series; nil if the store does not know it.
    private static func row(_ database: Database, _ series: SeriesID) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT series.id FROM series JOIN meters ON meters.id = meter
                    WHERE metering_point = ? AND delivery_category = ? AND microproduction = ? AND unit = ?
                    """),
            arguments: [
                series.meter.meteringPoint, series.meter.deliveryCategory, series.meter.microproduction, series.unit,
            ])
    }
}
