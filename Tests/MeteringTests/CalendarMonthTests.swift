import Ground
import Testing

@testable import Metering

@Suite struct CalendarMonthTests {
    @Test func partsOfOneCivilMonthComeTogetherInOrder() throws {
        let calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        let midnight = calendar.start(of: CivilDay(year: 2026, month: 10, day: 1))
        // The last millisecond of September, by the clock of the zone, is 21:59:59.999 UTC.
        let dates = [
            midnight - .seconds(40 * 86_400), midnight - .milliseconds(1), midnight, midnight + .seconds(86_400),
        ]
        let months = calendar.byMonth(dates, .start, date: \.self)
        #expect(months.map { "\($0.month)" } == ["2026-08", "2026-09", "2026-10"])
        #expect(months.map { Array($0.parts) } == [[dates[0]], [dates[1]], [dates[2], dates[3]]])
        #expect(calendar.byMonth([Timestamp](), .start, date: \.self).isEmpty)
    }

    @Test func aDateThatClosesItsMonthStandsForTheMonthBefore() throws {
        let calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        let october = CivilMonth(year: 2026, month: 10)
        let first = calendar.time(of: october).lowerBound
        let last = calendar.time(of: october).upperBound
        let dates = [first, first + .milliseconds(999), first + .seconds(1), last, last + .seconds(1)]
        #expect(
            dates.map { calendar.month(invoicedAt: $0, .start) } == [
                october, october, october, october + 1, october + 1,
            ])
        #expect(
            dates.map { calendar.month(invoicedAt: $0, .end) }
                == [october - 1, october - 1, october, october, october + 1])
        for dating in InvoiceDating.allCases {
            let range = calendar.dates(of: october..<(october + 1), dating)
            #expect(dates.allSatisfy { range.contains($0) == (calendar.month(invoicedAt: $0, dating) == october) })
        }
    }
}
