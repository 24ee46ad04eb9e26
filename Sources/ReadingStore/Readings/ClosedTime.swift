import GRDB
import Ground
import Metering

/// The days of each course whose readings the retention has removed. Their sums are final.
struct ClosedTime {
    private let database: Database
    private let rules: DigestRules?
    /// False if there are none, as nearly always, so that no course is looked up.
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
    /// - Returns: the number of dropped readings.
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
