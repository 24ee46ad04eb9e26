import Ground
import Metering
import ReadingStore
import Snapshot

/// The stretches of a period without a reading of a course, for asking the utility about them.
struct MissingHours: Sendable, Equatable {
    /// The most days that are examined in detail for each course; others are only counted.
    static let mostDays = 5

    /// The stretches of the first incomplete days, in milliseconds since the epoch, in order.
    var stretches: [Range<Int64>] = []
    /// The number of further incomplete days.
    var furtherDays = 0
    /// The number of incomplete days whose readings the retention has removed, so that nobody knows the hours any more.
    var removedDays = 0

    /// Returns the incomplete days of a period between the first reading ever and the newest, by the day sums.
    static func days(
        of course: StoredCourse, _ period: PagePeriod, _ sums: DayTotals, _ input: SnapshotInput
    ) -> [CivilDay] {
        let (calendar, clock) = (input.rules.calendar, input.rules.periodClock)
        return period.days.filter { day in
            let time = calendar.time(of: day, clock)
            let from = max(time.lowerBound, course.first)
            let until = min(time.upperBound, course.end)
            let covered = sums.total(of: day..<(day + 1))?.covered ?? 0
            return from < until && covered < (until - from).milliseconds
        }
    }

    /// Reads the first incomplete days of courses.
    ///
    /// - Parameter sums: of the period's days.
    /// - Throws: `StoreError`.
    static func read(
        _ courses: [StoredCourse], _ period: PagePeriod, _ sums: [CourseID: DayTotals], _ input: SnapshotInput,
        _ store: ReadingStore
    ) async throws(StoreError) -> [CourseID: MissingHours] {
        var stretches: [CourseStretch] = []
        var found: [CourseID: MissingHours] = [:]
        var incomplete: [(bounds: Range<Int64>, covered: Int64)] = []
        for course in courses {
            let sums = sums[course.id] ?? DayTotals()
            let days = days(of: course, period, sums, input)
            if !days.isEmpty { found[course.id] = MissingHours(furtherDays: max(0, days.count - mostDays)) }
            for day in days.prefix(mostDays) {
                let time = input.rules.calendar.time(of: day, input.rules.periodClock)
                stretches.append(CourseStretch(course.id, time))
                let (from, until) = (max(time.lowerBound, course.first), min(time.upperBound, course.end))
                incomplete.append(
                    (from.milliseconds..<until.milliseconds, sums.total(of: day..<(day + 1))?.covered ?? 0))
            }
        }
        let (asked, days) = (stretches, incomplete)
        return try await store.readings.scan(asked, into: found) { found, place, readings in
            let id = asked[place].course
            let gaps = TimeRanges(of: Course(readings).readings).gaps(in: days[place].bounds)
            let uncovered = gaps.reduce(0) { $0 + Int64($1.count) }
            guard uncovered <= Int64(days[place].bounds.count) - days[place].covered else {
                found[id]?.removedDays += 1
                return
            }
            for gap in gaps { found[id]?.stretches.appendMerging(gap) }
        }
    }
}

extension TimeRanges {
    /// Returns the parts of a stretch of time that are outside.
    fileprivate func gaps(in bounds: Range<Int64>) -> [Range<Int64>] {
        var gaps: [Range<Int64>] = []
        var start = bounds.lowerBound
        for range in ranges where range.upperBound > bounds.lowerBound && range.lowerBound < bounds.upperBound {
            if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
            start = max(start, range.upperBound)
        }
        if start < bounds.upperBound { gaps.append(start..<bounds.upperBound) }
        return gaps
    }
}
