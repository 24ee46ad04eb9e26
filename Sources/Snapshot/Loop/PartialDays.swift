import Ground
import Metering
import ReadingStore

/// The beginnings of days in which periods to date end: a year before the newest reading of each meter.
///
/// Only whole days are stored, so these are computed from readings: one day for each course, and again when the newest
/// reading or that day changes.
struct PartialDays: Sendable {
    private(set) var byCourse: [CourseID: PartialDay] = [:]

    /// Updates them to the digests.
    ///
    /// - Throws: `StoreError`.
    mutating func update(
        _ courses: [StoredCourse], _ digests: [CourseID: CourseDigest], in store: ReadingStore, by rules: DigestRules,
        at now: Timestamp
    ) async throws(StoreError) {
        var kept: [CourseID: PartialDay] = [:]
        var wanted: [(day: CivilDay, until: Timestamp, whole: DayTotals.Total)] = []
        var stretches: [CourseStretch] = []
        for course in courses {
            guard let digest = digests[course.id], let span = Self.span(of: course, rules, at: now),
                let until = span.partialEnd
            else { continue }
            let day = span.days.upperBound
            guard let whole = digest.totals.total(of: day..<(day + 1)) else { continue }
            if let known = byCourse[course.id], known.until == until, known.whole == whole {
                kept[course.id] = known
            } else if whole == DayTotals.Total() {
                kept[course.id] = PartialDay(until: until, whole: whole, total: whole, units: [:])
            } else {
                wanted.append((day, until, whole))
                stretches.append(CourseStretch(course.id, rules.calendar.time(of: day, rules.periodClock)))
            }
        }
        let (asked, days) = (stretches, wanted)
        byCourse = try await store.readings.scan(asked, into: kept) { found, place, readings in
            let (stretch, day) = (asked[place], days[place])
            found[stretch.course] = PartialDay(until: day.until, whole: day.whole, in: stretch.time, readings)
        }
    }

    /// Returns the period to date that ends in the running year or month; both end at the same time.
    private static func span(of course: StoredCourse, _ rules: DigestRules, at now: Timestamp) -> PeriodSpan? {
        for period in [Period.lastYearToDate, .sameMonthLastYearToDate] where rules.periods.contains(period) {
            let span = period.span(at: now, newest: course.end, rules.calendar, rules.periodClock)
            if let span, span.partialEnd != nil { return span }
        }
        return nil
    }
}
