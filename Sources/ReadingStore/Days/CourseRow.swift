import GRDB
import Ground
import Metering

/// A course and its row in the store.
struct CourseRow {
    let row: Int64
    let meter: Int64
    let id: CourseID
    /// The time whose readings the retention has removed, from the first reading ever.
    let removed: Range<Timestamp>?

    /// Finds a course, or inserts it.
    static func at(_ meter: Int64, _ id: CourseID, _ database: Database) throws -> CourseRow {
        if let known = try find(meter, id, database) { return known }
        try database.cachedStatement(sql: "INSERT INTO courses (meter, kind) VALUES (?, ?)")
            .execute(arguments: [meter, id.kind.text])
        return CourseRow(row: database.lastInsertedRowID, meter: meter, id: id, removed: nil)
    }

    /// Finds a course; nil if nothing of it was ever stored.
    static func find(_ meter: Int64, _ id: CourseID, _ database: Database) throws -> CourseRow? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM courses WHERE meter = ? AND kind = ?"),
            arguments: [meter, id.kind.text]
        ).map { CourseRow($0, id) }
    }

    private init(row: Int64, meter: Int64, id: CourseID, removed: Range<Timestamp>?) {
        self.row = row
        self.meter = meter
        self.id = id
        self.removed = removed
    }

    init(_ row: Row, _ id: CourseID) {
        let bounds = (first: row["first"] as Int64?, before: row["removed_before"] as Int64?)
        var removed: Range<Timestamp>?
        if let first = bounds.first, let before = bounds.before, first < before {
            removed = Timestamp(milliseconds: first)..<Timestamp(milliseconds: before)
        }
        self.init(row: row["id"], meter: row["meter"], id: id, removed: removed)
    }

    /// Returns the parts of a stretch of time whose days can be computed, since no reading of them has been removed.
    ///
    /// - Parameter rules: nil if none are in use, so that days have no clock.
    func open(_ time: Range<Timestamp>, _ rules: DigestRules?) -> [Range<Timestamp>] {
        guard let removed else { return [time] }
        let before = time.lowerBound..<max(time.lowerBound, min(time.upperBound, closed(removed, rules).lowerBound))
        let after = min(time.upperBound, max(time.lowerBound, removed.upperBound))..<time.upperBound
        return [before, after].filter { !$0.isEmpty }
    }

    /// Returns the time for which no reading is accepted any more; nil if there is none.
    func closed(_ rules: DigestRules?) -> Range<Timestamp>? { removed.map { closed($0, rules) } }

    /// The first day with a sum by the rules of parameter 1, as a column beside those of `courses`.
    static let firstSummed =
        "(SELECT min(day) FROM course_days WHERE course = courses.id AND rules = ?1) AS first_summed"

    /// Returns the start of the first day with a sum by some rules, where the retention had removed the readings of
    /// earlier days before these rules came into use; nil where no sum is lacking.
    ///
    /// - Parameter row: the course's, with the column ``firstSummed`` by these rules.
    func summedFrom(_ row: Row, by rules: DigestRules) -> Timestamp? {
        guard let removed else { return nil }
        guard let day = row["first_summed"] as Int? else { return closed(removed, rules).upperBound }
        let start = rules.calendar.start(of: CivilDay(number: day), rules.periodClock)
        return start > removed.lowerBound ? start : nil
    }

    /// All days that have lost a reading, by all clocks in use.
    private func closed(_ removed: Range<Timestamp>, _ rules: DigestRules?) -> Range<Timestamp> {
        guard let rules else { return removed }
        let calendar = rules.calendar
        let start = rules.clocks.map { calendar.time(of: calendar.day(of: removed.lowerBound, $0), $0).lowerBound }
            .reduce(removed.lowerBound, min)
        let end = rules.clocks.map { calendar.time(of: calendar.days(touching: removed, $0), $0).upperBound }
            .reduce(removed.upperBound, max)
        return start..<end
    }
}

extension UnitKind {
    /// The kind's name in the database.
    var text: String {
        switch self {
        case .energy: "energy"
        case .volume: "volume"
        case .other(let unit): "unit \(unit)"
        }
    }
}
