package import Ground
package import Metering
import ReadingStore

/// The sum of a course over one period.
package struct PeriodSum: Sendable {
    /// The days of the period.
    package let span: PeriodSpan
    /// The total of the course; energies are in joules.
    package let total: DayTotals.Total
    /// The part of the period up to now without a reading, in seconds.
    package let missing: Double
    /// The part of that time between the first reading ever and the newest, in seconds.
    package let gap: Double
    private let digest: CourseDigest?
    private let partial: PartialDay?

    /// Periods are compared, and long ones shown, if at most this share of their time is missing, or lies before the
    /// first reading ever.
    static let mostMissing = 0.01

    init?(
        _ span: PeriodSpan, _ course: StoredCourse, _ digest: CourseDigest?, _ partial: PartialDay?, at now: Timestamp
    ) {
        guard var total = digest.map({ $0.totals.total(of: span.days) }) ?? DayTotals.Total() else { return nil }
        if let end = span.partialEnd {
            guard let partial, partial.until == end, let beginning = partial.total else { return nil }
            total = total + beginning
        }
        self.span = span
        self.total = total
        self.digest = digest
        self.partial = span.partialEnd == nil ? nil : partial
        missing = span.uncovered(until: now, total.covered)
        gap = span.uncovered(from: course.first, until: min(now, course.end), total.covered)
    }

    /// Returns the sum of one of the course's series, in its unit; nil if no reading starts in the period.
    package func value(inUnit unit: String) -> Double? {
        guard let digest, var own = digest.totals(inUnit: unit).total(of: span.days) else { return nil }
        if let partial { own = own + (partial.units[unit] ?? DayTotals.Total()) }
        return own.readings > 0 ? own.value : nil
    }

    /// Returns true if the first reading ever starts early enough in the period for the sum to stand for all of it.
    func isReached(by first: Timestamp) -> Bool {
        let time = span.time
        return Double((first - time.lowerBound).milliseconds)
            <= Self.mostMissing * Double((time.upperBound - time.lowerBound).milliseconds)
    }
}

extension PeriodSpan {
    /// Returns the uncovered seconds of the period between two moments. Readings that end after the second, which is
    /// possible with a wrong clock, count as if they did not.
    ///
    /// - Parameter start: no covered time lies before it.
    package func uncovered(
        from start: Timestamp = Timestamp(milliseconds: .min), until end: Timestamp, _ covered: Int64
    ) -> Double {
        let from = max(start, time.lowerBound)
        let until = min(end, time.upperBound)
        guard from < until else { return 0 }
        return Double(max(0, (until - from).milliseconds - covered)) / 1000
    }
}

extension SnapshotInput {
    /// Sums a course over a period.
    ///
    /// - Returns: nil if the data does not suffice: for a long period that began before the first reading ever or before
    ///   the sums that are kept, for one that ends within a day whose readings are gone, and for any with days that
    ///   nobody can sum by the rules in use.
    package func sum(_ period: Period, of course: StoredCourse) -> PeriodSum? {
        guard areSumsMade,
            let span = period.span(at: now, newest: course.end, rules.calendar, rules.periodClock),
            keepsSums(of: course, from: span.days.lowerBound),
            let sum = PeriodSum(span, course, digests[course.id], partials[course.id], at: now)
        else { return nil }
        guard period.isLong else { return sum }
        return sum.total.readings > 0 && (period == .thisYear || sum.isReached(by: course.first)) ? sum : nil
    }

    /// Returns the total of a course over a month or a year.
    ///
    /// - Parameter days: whole months.
    /// - Returns: nil if there is no reading, or the time began before the first reading ever or before the sums that are
    ///   kept. The running year may have begun before the first reading.
    package func total(of days: Range<CivilDay>, of course: StoredCourse) -> DayTotals.Total? {
        let span = PeriodSpan(days: days, rules.calendar, rules.periodClock)
        guard areSumsMade, keepsSums(of: course, from: days.lowerBound),
            let sum = PeriodSum(span, course, digests[course.id], nil, at: now), sum.total.readings > 0
        else { return nil }
        return sum.span.time.contains(now) || sum.isReached(by: course.first) ? sum.total : nil
    }

    /// Returns true if the sums of a course are kept for all days from one on.
    func keepsSums(of course: StoredCourse, from day: CivilDay) -> Bool {
        rules.keepsSums(from: day, at: now)
            && !course.lacksSums(since: rules.calendar.start(of: day, rules.periodClock))
    }
}
