import Ground
package import Metering

/// A period and the same period a year before.
package struct PeriodComparison: Sendable {
    /// The compared periods, each with the one before: whole ones with whole ones, running ones up to the newest
    /// reading.
    package static let compared: [(period: Period, before: Period)] = [
        (.lastMonth, .lastMonthLastYear), (.thisMonth, .sameMonthLastYearToDate), (.thisYear, .lastYearToDate),
        (.rollingYear, .rollingYear),
    ]

    private let sides: [(span: PeriodSpan, covered: Int64)]?
    private let isShown: Bool

    /// - Parameter period: one of ``compared``.
    package init(_ period: Period, _ course: StoredCourse, _ input: SnapshotInput) {
        let (calendar, clock) = (input.rules.calendar, input.rules.periodClock)
        let digest = input.digests[course.id]
        isShown = input.areSumsMade && (input.isFresh(course.inUse) || digest != nil)
        func span(_ period: Period) -> PeriodSpan? {
            period.span(at: input.now, newest: course.end, calendar, clock)
        }
        /// Returns the running period up to the newest reading, after which its last day has no reading.
        func running(_ period: Period) -> PeriodSpan? {
            span(period).flatMap { whole in
                course.end > whole.time.lowerBound
                    ? PeriodSpan(from: whole.days.lowerBound, until: course.end, calendar, clock) : nil
            }
        }
        func covered(_ days: Range<CivilDay>) -> Int64? {
            guard input.keepsSums(of: course, from: days.lowerBound) else { return nil }
            guard let digest else { return 0 }
            return digest.totals.total(of: days)?.covered
        }
        func covered(_ span: PeriodSpan) -> Int64? {
            guard let end = span.partialEnd else { return covered(span.days) }
            // No reading is newer, so all of the last day belongs to the period.
            guard end != course.end else { return covered(span.days.lowerBound..<(span.days.upperBound + 1)) }
            guard let partial = input.partials[course.id], partial.until == end, let total = partial.total,
                let days = covered(span.days)
            else { return nil }
            return days + total.covered
        }
        let spans: [PeriodSpan?] =
            switch period {
            case .lastMonth: [span(.lastMonth), span(.lastMonthLastYear)]
            case .thisMonth: [running(.thisMonth), span(.sameMonthLastYearToDate)]
            case .thisYear: [running(.thisYear), span(.lastYearToDate)]
            default:
                [
                    span(.rollingYear),
                    span(.rollingYear).map {
                        PeriodSpan(days: $0.days.lowerBound.yearBefore..<$0.days.lowerBound, calendar, clock)
                    },
                ]
            }
        let known = spans.compactMap { span in span.flatMap { span in covered(span).map { (span, $0) } } }
        sides = known.count == 2 ? known : nil
    }

    /// True if at most 1 % of each side is missing; nil if that is unknown.
    package var isComparable: Bool? {
        guard isShown, let sides else { return nil }
        return sides.allSatisfy { span, covered in
            let length = (span.time.upperBound - span.time.lowerBound).milliseconds
            return Double(length - covered) <= PeriodSum.mostMissing * Double(length)
        }
    }
}
