import Ground
import Metering
import ReadingStore
import Snapshot

/// The stored days of a visitor's period and of the same period a year before, for the courses of one page.
struct PeriodDays: Sendable {
    /// By course; none for a course without any.
    var sums: [CourseID: DayTotals] = [:]
    /// By course; none for a course that lacks nothing.
    var missing: [CourseID: MissingHours] = [:]

    /// Reads the days of courses, and the readings of the first incomplete ones.
    ///
    /// The snapshot has no days of long ago. The store keeps them all, also where the readings are gone.
    ///
    /// - Throws: `StoreError`.
    static func read(
        _ courses: [StoredCourse], _ period: PagePeriod, _ input: SnapshotInput, _ store: ReadingStore
    ) async throws(StoreError) -> PeriodDays {
        guard input.areSumsMade else { return PeriodDays() }
        let (calendar, clock) = (input.rules.calendar, input.rules.periodClock)
        let stretches = courses.flatMap { course in
            [period.yearBefore, period.days].map { CourseStretch(course.id, calendar.time(of: $0, clock)) }
        }
        let sums = try await store.days.sums(stretches, input.rules)
        let missing = try await MissingHours.read(courses, period, sums, input, store)
        return PeriodDays(sums: sums, missing: missing)
    }
}
