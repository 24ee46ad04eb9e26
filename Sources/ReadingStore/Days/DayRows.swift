import GRDB
import GRDBSQLite
import Ground
import Metering

/// Writes and reads the days of one course.
struct DayRows {
    let database: Database
    let course: Int64
    let used: DayRules
    /// Rows of rules by which the whole course is still to be computed.
    var unmade: Set<Int64> = []

    init(database: Database, course: Int64, used: DayRules, unmade: Set<Int64> = []) {
        self.database = database
        self.course = course
        self.used = used
        self.unmade = unmade
    }

    /// - Returns: nil if nothing of the stretch's course was ever stored.
    init?(of stretch: CourseStretch, _ used: DayRules, _ database: Database) throws {
        guard let meter = try database.meterID(stretch.course.meter),
            let course = try CourseRow.find(meter, stretch.course, database)
        else { return nil }
        self.init(database: database, course: course.row, used: used)
    }

    // MARK: Writing

    /// Replaces the days inside a stretch of time by a digest's.
    func write(_ digest: CourseDigest, _ time: Range<Timestamp>) throws {
        let (rules, calendar) = (used.rules, used.rules.calendar)
        if !unmade.contains(used.sums) { try writeSums(digest, calendar.days(inside: time, rules.periodClock)) }
        // Two tariffs that pick from the same peaks share a row.
        var written = unmade
        for (tariff, place) in used.peaks.enumerated() where written.insert(place).inserted {
            let clock = rules.tariffs[tariff].clock
            let days = calendar.days(inside: time, clock)
            try remove(days, place, from: "day_peaks")
            let peaks = digest.peaks(of: tariff)
            guard !peaks.isEmpty else { continue }
            let statement = try RawStatement(
                database, "INSERT INTO day_peaks (course, rules, day, start, watts) VALUES (?, ?, ?, ?, ?)")
            defer { statement.reset() }
            statement.bind(1, course)
            statement.bind(2, place)
            for peak in peaks {
                statement.bind(3, Int64(calendar.day(of: peak.start, clock).number))
                statement.bind(4, peak.start.milliseconds)
                statement.bind(5, peak.watts)
                try statement.run()
            }
        }
    }

    private func writeSums(_ digest: CourseDigest, _ days: Range<CivilDay>) throws {
        guard !days.isEmpty else { return }
        try remove(days, used.sums, from: "course_days")
        try remove(days, used.sums, from: "series_days")
        try insert(
            digest.totals, days,
            "INSERT INTO course_days (course, rules, day, value, readings, covered) VALUES (?, ?, ?, ?, ?, ?)")
        for unit in digest.units {
            try insert(
                digest.totals(inUnit: unit), days,
                "INSERT INTO series_days (course, rules, day, value, readings, covered, unit) VALUES (?, ?, ?, ?, ?, ?, ?)",
                unit)
        }
    }

    private func insert(_ totals: DayTotals, _ days: Range<CivilDay>, _ sql: String, _ unit: String? = nil) throws {
        let statement = try RawStatement(database, sql)
        defer { statement.reset() }
        statement.bind(1, course)
        statement.bind(2, used.sums)
        if let unit { statement.bind(7, unit) }
        try totals.forEach(in: days) { (day, total) throws(DatabaseError) in
            statement.bind(3, Int64(day.number))
            statement.bind(4, total.value)
            statement.bind(5, Int64(total.readings))
            statement.bind(6, total.covered)
            try statement.run()
        }
    }

    private func remove(_ days: Range<CivilDay>, _ rules: Int64, from table: String) throws {
        try database.forEachRow(
            "DELETE FROM \(table) WHERE course = ? AND rules = ? AND day >= ? AND day < ?",
            [course, rules, Int64(days.lowerBound.number), Int64(days.upperBound.number)]
        ) { _ in }
    }

    /// Removes all days by some rules inside a stretch of time.
    func removeAll(_ time: Range<Timestamp>, _ places: Set<Int64>) throws {
        let (rules, calendar) = (used.rules, used.rules.calendar)
        if places.contains(used.sums) {
            let days = calendar.days(inside: time, rules.periodClock)
            for table in ["course_days", "series_days"] { try remove(days, used.sums, from: table) }
        }
        for (tariff, place) in zip(rules.tariffs, used.peaks) where places.contains(place) {
            try remove(calendar.days(inside: time, tariff.clock), place, from: "day_peaks")
        }
    }

    // MARK: Reading

    /// Passes the sums of a stretch of days to a closure, in order; days without any part of a reading have none.
    func forEachSum(_ days: Range<CivilDay>, _ body: (CivilDay, DayTotals.Total) -> Void) throws {
        try database.forEachRow(
            """
            SELECT day, value, readings, covered FROM course_days
            WHERE course = ? AND rules = ? AND day >= ? AND day < ? ORDER BY day
            """, bounds(of: days)
        ) { row in body(CivilDay(row), DayTotals.Total(row)) }
    }

    private func bounds(of days: Range<CivilDay>) -> [Int64] {
        [course, used.sums, Int64(days.lowerBound.number), Int64(days.upperBound.number)]
    }

    /// Reads the stored days inside a stretch of time into a digest.
    ///
    /// - Parameters:
    ///   - made: the rules whose days are complete; other days are skipped.
    ///   - firstPeaks: for each tariff the time before which no peaks are read; nil to read all.
    func read(
        _ time: Range<Timestamp>, _ made: MadeDays, peaksFrom firstPeaks: [Timestamp]?, into digest: inout CourseDigest
    ) throws {
        let (rules, calendar) = (used.rules, used.rules.calendar)
        if made.sums {
            let days = calendar.days(inside: time, rules.periodClock)
            digest.clearSums(days)
            try forEachSum(days) { digest.setSum($1, on: $0, unit: nil) }
            try database.forEachRow(
                """
                SELECT day, value, readings, covered, unit FROM series_days
                WHERE course = ? AND rules = ? AND day >= ? AND day < ? ORDER BY day
                """, bounds(of: days)
            ) { row in
                digest.setSum(
                    DayTotals.Total(row), on: CivilDay(row), unit: String(cString: sqlite3_column_text(row, 4)))
            }
        }
        for (index, place) in used.peaks.enumerated() where made.peaks[index] && digest.id.kind == .energy {
            let tariff = rules.tariffs[index]
            guard tariff.applies(to: digest.id.meter) else { continue }
            let start = firstPeaks.map { max(time.lowerBound, $0[index]) } ?? time.lowerBound
            guard start < time.upperBound else { continue }
            let days = calendar.days(inside: start..<time.upperBound, tariff.clock)
            let finder = PeakFinder(tariff: tariff, calendar: calendar)
            var peaks: [Peak] = []
            try database.forEachRow(
                """
                SELECT start, watts FROM day_peaks
                WHERE course = ? AND rules = ? AND day >= ? AND day < ? ORDER BY day, start
                """,
                [course, place, Int64(days.lowerBound.number), Int64(days.upperBound.number)]
            ) { row in
                let start = Timestamp(milliseconds: sqlite3_column_int64(row, 0))
                peaks.append(finder.peak(at: start, weighted: sqlite3_column_double(row, 1)))
            }
            digest.replacePeaks(of: index, on: days, with: peaks, rules)
        }
    }
}

extension CivilDay {
    /// Reads the first column of a row.
    fileprivate init(_ row: OpaquePointer) { self.init(number: Int(sqlite3_column_int64(row, 0))) }
}

extension DayTotals.Total {
    /// Reads the columns behind the first: value, readings, covered.
    fileprivate init(_ row: OpaquePointer) {
        self.init(
            value: sqlite3_column_double(row, 1), readings: Int(sqlite3_column_int64(row, 2)),
            covered: sqlite3_column_int64(row, 3))
    }
}
