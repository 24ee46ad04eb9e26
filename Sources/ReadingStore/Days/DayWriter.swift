import GRDB
import Ground
import Metering

/// Updates the days of changed readings, inside the transaction that has changed them.
///
/// The table of changes names every time in which readings are new, corrected, withdrawn or displaced, whichever writer
/// did it. A touched day is computed again from all of its readings and never added to, so that the order of readings
/// does not matter.
struct DayWriter {
    /// The stored readings of each series, complete from the start of the first to the end of the last.
    typealias Known = [Int64: ReadingColumns]

    let database: Database
    let used: DayRules

    /// Updates the days of all changes after a number.
    ///
    /// - Parameter known: readings that need not be read again.
    func follow(changesAfter number: Int64, _ known: Known = [:]) throws {
        let changes = try changes(after: number)
        guard !changes.isEmpty else { return }
        let isAllMade = try Int64.fetchOne(database.cachedStatement(sql: "SELECT 1 FROM unmade_days LIMIT 1")) == nil
        for (course, change) in changes {
            let row = try CourseRow.at(course.meter, change.id, database)
            var rows = DayRows(database: database, course: row.row, used: used)
            if !isAllMade {
                rows.unmade = try unmade(row.row)
                // Rules whose days are still to be computed will include the change.
                if rows.unmade.isSuperset(of: used.places) { continue }
            }
            try write(row, rows, change, known)
        }
    }

    /// The time of a course that a transaction has changed.
    private struct Change {
        var id: CourseID
        /// The rows of the changed series.
        var series: Set<Int64>
        var time: Range<Timestamp>
    }

    private struct Place: Hashable {
        var meter: Int64
        var kind: UnitKind
    }

    private func changes(after number: Int64) throws -> [(key: Place, value: Change)] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT changes.series, first, last, meter, unit, metering_point, delivery_category, microproduction
                    FROM changes JOIN series ON series.id = changes.series JOIN meters ON meters.id = meter
                    WHERE change > ?
                    """), arguments: [number])
        var changes: [Place: Change] = [:]
        while let row = try rows.next() {
            let last: Int64 = row["last"]
            let time = Timestamp(milliseconds: row["first"])..<Timestamp(milliseconds: last + 1)
            let place = Place(meter: row["meter"], kind: UnitKind(row["unit"]))
            var change =
                changes[place]
                ?? Change(id: CourseID(meter: MeterID(row), kind: place.kind), series: [], time: time)
            change.series.insert(row["series"])
            change.time = change.time.hull(with: time)
            changes[place] = change
        }
        return Array(changes)
    }

    private func unmade(_ course: Int64) throws -> Set<Int64> {
        try Set(database.values("SELECT rules FROM unmade_days WHERE course = ?", [course]) { $0["rules"] })
    }

    private func write(_ course: CourseRow, _ rows: DayRows, _ change: Change, _ known: Known) throws {
        let series = try database.series(of: course.meter).filter { UnitKind($0.unit) == change.id.kind }
        for time in course.open(CourseDigest.time(toUpdate: change.time, used.rules), used.rules) {
            var digest = CourseDigest(change.id, used.rules)
            digest.update(time, with: try readings(series, time, change, known), used.rules)
            try rows.write(digest, time)
        }
    }

    /// Returns the readings of all of a course's series that touch a stretch of time.
    private func readings(
        _ series: [(id: Int64, unit: String)], _ time: Range<Timestamp>, _ change: Change, _ known: Known
    ) throws -> [(unit: String, readings: ReadingColumns)] {
        try series.map { one in
            guard let known = known[one.id], let start = known.starts.first, let end = known.ends.last,
                start <= time.upperBound.milliseconds, time.lowerBound.milliseconds <= end
            else { return (one.unit, try columns(one.id, time)) }
            var readings = ReadingColumns()
            let (first, last) = (Timestamp(milliseconds: start), Timestamp(milliseconds: end))
            if time.lowerBound < first { readings = try columns(one.id, time.lowerBound..<first) }
            readings.append(starts: known.starts, ends: known.ends, values: known.values, statuses: [])
            if last < time.upperBound {
                // The row before a stretch would be read too if it reached into it; here it cannot.
                let behind = try columns(one.id, last..<time.upperBound)
                let new = behind.starts.firstPlace { $0 >= end }
                readings.append(
                    starts: behind.starts[new...], ends: behind.ends[new...], values: behind.values[new...],
                    statuses: [])
            }
            return (one.unit, readings)
        }.filter { !$0.readings.isEmpty }
    }

    private func columns(_ series: Int64, _ time: Range<Timestamp>) throws -> ReadingColumns {
        try database.columns(series: series, time)
    }
}

extension DayWriter {
    /// Computes all days of a course by rules that have none yet.
    ///
    /// - Parameter unmade: the rows of these rules.
    func make(_ course: CourseRow, unmade: Set<Int64>) throws {
        let rows = DayRows(
            database: database, course: course.row, used: used, unmade: Set(used.places).subtracting(unmade))
        let series = try database.series(of: course.meter).filter { UnitKind($0.unit) == course.id.kind }
        for time in course.open(Self.allTime, used.rules) { try rows.removeAll(time, unmade) }
        if let stored = try storedTime(of: series.map(\.id)) {
            var start = stored.lowerBound
            while start < stored.upperBound {
                let end = min(start + Self.madeAtOnce, stored.upperBound)
                for time in course.open(CourseDigest.time(toUpdate: start..<end, used.rules), used.rules) {
                    var digest = CourseDigest(course.id, used.rules)
                    let readings = try series.map { (unit: $0.unit, readings: try columns($0.id, time)) }
                    digest.update(time, with: readings.filter { !$0.readings.isEmpty }, used.rules)
                    try rows.write(digest, time)
                }
                start = end
            }
        }
        for place in unmade {
            try database.execute(
                sql: "DELETE FROM unmade_days WHERE course = ? AND rules = ?", arguments: [course.row, place])
        }
    }

    private static var madeAtOnce: Duration { .days(100) }

    /// A thousand years around the epoch, which every clock can handle.
    private static var allTime: Range<Timestamp> {
        Timestamp(utcYear: 1500, month: 1, day: 1)..<Timestamp(utcYear: 2500, month: 1, day: 1)
    }

    private func storedTime(of series: [Int64]) throws -> Range<Timestamp>? {
        var time: Range<Timestamp>?
        for one in series {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT (SELECT min(start) FROM readings WHERE series = ?1) AS first,
                            (SELECT "end" FROM readings WHERE series = ?1 ORDER BY start DESC LIMIT 1) AS last
                        """), arguments: [one])
            guard let row, let first = row["first"] as Int64?, let last = row["last"] as Int64? else { continue }
            let own = Timestamp(milliseconds: first)..<Timestamp(milliseconds: last)
            time = time.map { $0.hull(with: own) } ?? own
        }
        return time
    }
}
