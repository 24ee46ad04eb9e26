import GRDB
import GRDBSQLite
package import Ground
package import Metering
import Synchronization

/// Time of one series whose readings are new or corrected.
package struct ChangedTime: Sendable, Equatable {
    /// The series that has changed.
    package var series: SeriesID
    /// The time outside of which nothing has.
    package var time: Range<Timestamp>

    package init(series: SeriesID, time: Range<Timestamp>) {
        self.series = series
        self.time = time
    }
}

/// Time of one meter's readings of one kind, in whatever units they are.
package struct CourseStretch: Sendable, Equatable {
    /// The meter.
    package var meter: MeterID
    /// What the units of its readings measure.
    package var kind: UnitKind
    /// The time to read.
    package var time: Range<Timestamp>

    package init(meter: MeterID, kind: UnitKind, time: Range<Timestamp>) {
        self.meter = meter
        self.kind = kind
        self.time = time
    }
}

extension ReadingRepository {
    /// Tells where readings have changed after one number, up to and with another, change after change.
    ///
    /// - Parameters:
    ///   - number: of earlier ``StoreContents``; 0 meets every stored reading.
    ///   - newest: of later ones. Changes behind it are left for the next call.
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

    /// Goes through the readings of stretches of time, one after the other, without a value for each reading.
    ///
    /// A state travels through the reads and comes back. It is changed in place: give it away (`consume`), or the first
    /// update copies what it shares with the caller's. Where a read fails the state is lost.
    ///
    /// ```swift
    /// let digests = try await store.readings.scan(stretches, into: digests) { digests, place, series in
    ///     digests[stretches[place].meter]?.update(stretches[place].time, with: series)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - stretches: of any meters, in any order.
    ///   - update: called with the state, the place of a stretch, and for each series of the meter's kind that has a reading
    ///     there, by ``UnitKind/precedes(_:_:)``, all readings that touch the stretch, in order, and perhaps the one before.
    ///     Their statuses are not read: the column is empty. It runs on a thread of the store and must not ask the store.
    package func scan<State: Sendable>(
        _ stretches: [CourseStretch], into state: consuming State,
        _ update: @escaping @Sendable (inout State, Int, [(unit: String, readings: ReadingColumns)]) -> Void
    ) async throws(StoreError) -> State {
        let traveller = Traveller(state)
        // A few at a time: while a reader goes on, the log cannot be written back into the file.
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

    /// Some 60 MB of readings at a quarter's two months each.
    private static let scannedAtOnce = 200

    /// Reads the readings of several series that touch a time, at one moment. A series without any is absent.
    ///
    /// - Parameters:
    ///   - series: a few, as a page shows.
    ///   - change: readings of later changes are left out, as if they had not come yet; what they have replaced is gone.
    /// - Returns: readings in order, perhaps with the one before the time. Their statuses are not read.
    package func readings(
        of series: [SeriesID], from: Timestamp, to: Timestamp, upTo change: Int64
    ) async throws(StoreError) -> [SeriesID: ReadingColumns] {
        try await pool.read { database in
            var found: [SeriesID: ReadingColumns] = [:]
            for one in series {
                guard let row = try Self.row(database, one) else { continue }
                let readings = try Self.columns(database, series: row, from..<to, upTo: change)
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
        guard let meter = try database.meterID(stretch.meter) else { return [] }
        return try database.series(of: meter).filter { UnitKind($0.unit) == stretch.kind }
            .sorted { UnitKind.precedes($0.unit, $1.unit) }
            .map { (unit: $0.unit, readings: try columns(database, series: $0.id, stretch.time)) }
            .filter { !$0.readings.isEmpty }
    }

    private static func columns(
        _ database: Database, series: Int64, _ time: Range<Timestamp>, upTo change: Int64? = nil
    ) throws -> ReadingColumns {
        var columns = ReadingColumns()
        // A scan of all that is stored should not read the changes only to find that each is wanted.
        let bound = change == nil ? "" : "AND change <= ?4"
        try database.forEachRow(
            "SELECT start, \"end\", value FROM readings WHERE \(ReadingSQL.touching) \(bound) ORDER BY start",
            [series, time.lowerBound.milliseconds, time.upperBound.milliseconds] + (change.map { [$0] } ?? [])
        ) { columns.append($0) }
        return columns
    }

    /// Finds the place of a series; nil where the store does not know it.
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

/// A value on its way between the caller's task and the store's threads, which have it in turn.
///
/// The lock never waits: the task sleeps while a thread reads. It is there for the compiler, which cannot know that. The
/// value is taken out at the end, since the last read's closure may live on for a moment, and a second owner makes a copy.
private final class Traveller<Value: Sendable>: Sendable {
    /// One value, or none once it was taken.
    private let value: Mutex<[Value]>

    init(_ value: consuming Value) {
        self.value = Mutex([value])
    }

    func update(_ body: (inout Value) -> Void) {
        value.withLock { body(&$0[0]) }
    }

    func take() -> Value {
        value.withLock { $0.removeLast() }
    }
}
