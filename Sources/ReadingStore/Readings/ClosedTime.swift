import GRDB
import Ground
import Metering

/// The days of which the retention has removed readings, by course. They stay as they are.
struct ClosedTime {
    private let database: Database
    private let rules: DigestRules?
    /// Nearly always there are none, and then no course is looked up.
    private let isAny: Bool

    init(database: Database, rules: DigestRules?) throws {
        self.database = database
        self.rules = rules
        isAny =
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT 1 FROM courses WHERE removed_before IS NOT NULL LIMIT 1")) != nil
    }

    /// Drops readings that fall into such days.
    ///
    /// - Returns: how many.
    func drop(from said: inout [SaidReadings], of meter: MeterID, _ series: SeriesResolver.Group) throws -> Int {
        guard isAny, let unit = try unit(of: series.series) else { return 0 }
        let id = CourseID(SeriesID(meter: meter, unit: unit))
        guard let closed = try CourseRow.find(series.meter, id, database)?.closed(rules) else { return 0 }
        return said.indices.reduce(0) { count, index in
            count
                + said[index].columns.drop { start, end in
                    start < closed.upperBound.milliseconds && end > closed.lowerBound.milliseconds
                }
        }
    }

    private func unit(of series: Int64) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT unit FROM series WHERE id = ?"), arguments: [series])
    }
}
