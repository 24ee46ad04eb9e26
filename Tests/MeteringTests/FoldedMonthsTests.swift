import Ground
import Testing

@testable import Metering

/// Months whose days are given up for their total.
struct FoldedMonthsTests {
    private let calendar: MeteringCalendar
    private let rules: DigestRules
    /// Four years and a leap day, of 2 in each day.
    private let totals: DayTotals

    init() throws {
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        rules = DigestRules(calendar: calendar, tariffs: [])
        var totals = DayTotals()
        for day in CivilDay(year: 2021, month: 1, day: 1)..<CivilDay(year: 2027, month: 1, day: 1) {
            totals.set(day, DayTotals.Total(value: 2, readings: 1, covered: 3))
        }
        self.totals = totals
    }

    @Test func aFoldedMonthCountsAsAWholeOnly() {
        var folded = totals
        let march = CivilMonth(year: 2026, month: 3)
        folded.fold(except: [march + 1])
        let days = march.days
        #expect(folded.isFolded(march) && !folded.isFolded(march + 1))
        #expect(folded.total(of: days) == DayTotals.Total(value: 62, readings: 31, covered: 93))
        #expect(folded.total(of: days.lowerBound..<(days.upperBound + 10))?.readings == 41)
        #expect(folded.total(of: days.lowerBound..<(days.upperBound - 1)) == nil)
        #expect(folded.total(of: (days.lowerBound + 1)..<(days.upperBound + 1)) == nil)
        // Read again, its days count one by one.
        folded.clear(days)
        #expect(!folded.isFolded(march) && folded.total(of: days)?.readings == 0)
        folded.set(days.lowerBound + 4, DayTotals.Total(value: 2, readings: 1, covered: 3))
        #expect(folded.total(of: days.lowerBound..<(days.lowerBound + 5))?.readings == 1)
    }

    @Test func aMonthWithoutReadingsIsKnownByDay() {
        var empty = DayTotals()
        empty.set(CivilDay(year: 2026, month: 1, day: 5), DayTotals.Total(value: 2, readings: 1, covered: 3))
        empty.set(CivilDay(year: 2026, month: 4, day: 5), DayTotals.Total(value: 2, readings: 1, covered: 3))
        empty.fold(except: [])
        let february = CivilDay(year: 2026, month: 2, day: 10)
        #expect(empty.total(of: february..<(february + 5)) == DayTotals.Total())
        #expect(!empty.isFolded(CivilMonth(year: 2026, month: 2)))
        empty.set(february, DayTotals.Total(value: 2, readings: 1, covered: 3))
        #expect(empty.total(of: february..<(february + 5))?.readings == 1)
    }

    @Test(arguments: [-1, 0, 1, 3, 29, 45, 200, 400], MeteringCalendar.Clock.allCases)
    func noPeriodBeginsOrEndsInAFoldedMonth(daysLate: Int, clock: MeteringCalendar.Clock) throws {
        var rules = rules
        rules.periodClock = clock
        for day in CivilDay(year: 2023, month: 12, day: 25)..<CivilDay(year: 2026, month: 11, day: 1) {
            // The newest reading ends at midnight or within a day; just before and after it.
            let now = calendar.start(of: day, clock) + .hours(day.number % 24)
            let newest = calendar.start(of: day - daysLate, clock) + .hours(day.number % 3 * 12)
            var folded = totals
            folded.fold(except: rules.monthsByDay(at: now, newest: newest))
            for period in Period.allCases {
                guard let span = period.span(at: now, newest: newest, calendar, clock) else { continue }
                let last = span.days.upperBound
                try #require(folded.total(of: span.days) == totals.total(of: span.days), "\(period) on \(now)")
                try #require(
                    span.partialEnd == nil || folded.total(of: last..<(last + 1)) != nil, "\(period) on \(now)")
                // The running periods and the rolling year are compared with others.
                if period == .rollingYear {
                    let before = span.days.lowerBound.yearBefore..<span.days.lowerBound
                    try #require(folded.total(of: before) == totals.total(of: before), "before \(now)")
                }
                let running = PeriodSpan(from: span.days.lowerBound, until: newest, calendar, clock)
                if [.thisMonth, .thisYear].contains(period), newest > span.time.lowerBound {
                    let days = running.days.lowerBound..<(running.days.upperBound + (running.partialEnd == nil ? 0 : 1))
                    try #require(folded.total(of: days) == totals.total(of: days), "\(period) up to \(newest)")
                }
            }
        }
    }
}
