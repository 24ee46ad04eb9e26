import GRDB
import Ground
import Metering

/// The readings of a course that the retention has removed.
struct RemovedReadings {
    /// Their time, from the first reading ever.
    let time: Range<Timestamp>
    /// The start of the first day with a sum by the rules in use, where earlier days have none; nil where no sum is lacking.
    let summedFrom: Timestamp?

    /// Reads them for all courses that have any, in one statement: each snapshot asks.
    ///
    /// - Parameter rules: nil if none are in use, so that days have no sums.
    static func all(by rules: DayRules?, _ database: Database) throws -> [CourseID: RemovedReadings] {
        let found = try database.values(
            """
            SELECT courses.*, metering_point, delivery_category, microproduction, \(CourseRow.firstSummed)
            FROM courses JOIN meters ON meters.id = meter WHERE first IS NOT NULL AND removed_before IS NOT NULL
            """, [rules?.sums]
        ) { row -> (CourseID, RemovedReadings)? in
            let id = CourseID(meter: MeterID(row), kind: UnitKind(text: row["kind"]))
            let course = CourseRow(row, id)
            guard let time = course.removed else { return nil }
            return (id, RemovedReadings(time: time, summedFrom: rules.flatMap { course.summedFrom(row, by: $0.rules) }))
        }
        // A kind is known by any of its units, so two rows are never one course.
        return Dictionary(found.compactMap { $0 }, uniquingKeysWith: { first, _ in first })
    }
}
