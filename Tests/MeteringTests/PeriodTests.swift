import Ground
import Testing

@testable import Metering

struct PeriodTests {
    private let calendar: MeteringCalendar

    init() throws {
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
    }

    private func time(_ year: Int, _ month: Int, _ day: Int, hour: Int64 = 0) -> Timestamp {
        calendar.start(of: CivilDay(year: year, month: month, day: day)) + .hours(Int(hour))
    }

    private func span(_ period: Period, at now: Timestamp, newest: Timestamp? = nil) -> PeriodSpan? {
        period.span(at: now, newest: newest ?? now, calendar, .civil)
    }

    private func text(_ span: PeriodSpan?) -> String {
        span.map { "\($0.days.lowerBound) to \($0.days.upperBound - 1)" } ?? "none"
    }

    @Test(arguments: [
        (Period.thisYear, "2027-01-01 to 2027-12-31"), (.lastYear, "2026-01-01 to 2026-12-31"),
        (.sameMonthLastYear, "2026-05-01 to 2026-05-31"), (.lastMonthLastYear, "2026-04-01 to 2026-04-30"),
        (.rollingYear, "2026-05-19 to 2027-05-18"), (.lastYearToDate, "2026-01-01 to 2026-05-18"),
        (.sameMonthLastYearToDate, "2026-05-01 to 2026-05-18"),
    ])
    func longPeriodsAreWholeDaysIfTheNewestReadingEndsAtMidnight(period: Period, expected: String) {
        let span = span(period, at: time(2027, 5, 20, hour: 11), newest: time(2027, 5, 19))
        #expect(text(span) == expected)
        #expect(span?.partialEnd == nil)
    }

    @Test func aPeriodToDateEndsAtTheSameTimeOfTheClock() {
        // By summer time in 2027, and still by normal time on that date in 2026.
        let newest = time(2027, 3, 28, hour: 5)
        let span = span(.lastYearToDate, at: time(2027, 3, 29), newest: newest)
        #expect(text(span) == "2026-01-01 to 2026-03-27")
        #expect(span?.partialEnd == time(2026, 3, 28, hour: 6))
        #expect(span?.time.upperBound == span?.partialEnd)
    }

    @Test(arguments: [0, 9]) func the29thOfFebruaryIsTheEndOfThe28th(hour: Int64) {
        let span = span(.lastYearToDate, at: time(2028, 3, 1), newest: time(2028, 2, 29, hour: hour))
        #expect(text(span) == "2027-01-01 to 2027-02-28")
        #expect(span?.partialEnd == nil)
        #expect(CivilDay(year: 2028, month: 2, day: 29).yearBefore == CivilDay(year: 2027, month: 3, day: 1))
    }

    @Test func aMeterWithoutReadingsInTheCurrentPeriodHasNoSumToDate() {
        let now = time(2027, 1, 2)
        #expect(span(.lastYearToDate, at: now, newest: time(2027, 1, 1)) == nil)
        #expect(span(.sameMonthLastYearToDate, at: now, newest: time(2026, 12, 30)) == nil)
        #expect(text(span(.lastYearToDate, at: now, newest: time(2027, 1, 2))) == "2026-01-01 to 2026-01-01")
        #expect(text(span(.rollingYear, at: now, newest: time(2026, 12, 30))) == "2025-12-30 to 2026-12-29")
    }

    @Test func aRollingYearOfATariffEndsWithTheNewestWholeDay() {
        var tariff = Tariff(name: "heat")
        tariff.billingPeriod = .rollingYear
        let rules = DigestRules(calendar: calendar, tariffs: [tariff])
        let now = time(2027, 5, 20, hour: 11)
        let newest = time(2027, 5, 19, hour: 3)
        let current = rules.billingTime(of: tariff, ago: 0, at: now, newest: newest)
        #expect(current == time(2026, 5, 19)..<time(2027, 5, 19))
        #expect(rules.billingTime(of: tariff, ago: 1, at: now, newest: newest).isEmpty)
        #expect(rules.firstBilledTime(of: tariff, at: now) <= current.lowerBound)
    }

    @Test func aRollingYearThatBeganBeforeTheKeptPeaksIsNotBilled() {
        var tariff = Tariff(name: "heat")
        tariff.billingPeriod = .rollingYear
        let rules = DigestRules(calendar: calendar, tariffs: [tariff])
        let now = time(2027, 5, 20, hour: 11)
        func billed(_ newest: Timestamp) -> Range<Timestamp> {
            rules.billingTime(of: tariff, ago: 0, at: now, newest: newest)
        }
        #expect(billed(time(2027, 3, 1, hour: 3)) == time(2026, 3, 1)..<time(2027, 3, 1))
        #expect(billed(time(2027, 2, 28, hour: 3)).isEmpty)
    }

    @Test func laterChangesOfAZoneDoNotChangeThePast() {
        let clock = ZoneClock(offset: 0, changes: [.init(from: 1000, offset: 3600)])
        let later = ZoneClock(offset: 0, changes: [.init(from: 1000, offset: 3600), .init(from: 5000, offset: 0)])
        #expect(clock.checksum(until: 5000) == later.checksum(until: 5000))
        #expect(clock.checksum(until: 5001) != later.checksum(until: 5001))
    }
}
