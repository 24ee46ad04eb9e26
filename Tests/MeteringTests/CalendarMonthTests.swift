import Ground
import Testing

@testable import Metering

struct CalendarMonthTests {
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

    @Test(arguments: ["Europe/Stockholm", "America/New_York"])
    func aDateThatClosesItsMonthStandsForTheMonthBefore(zone: String) throws {
        let calendar = try #require(MeteringCalendar(timeZone: zone))
        let october = CivilMonth(year: 2026, month: 10)
        let civil = calendar.time(of: october)
        #expect(calendar.month(invoicedAt: civil.lowerBound, .start) == october)
        #expect(calendar.month(invoicedAt: civil.lowerBound, .end) == october - 1)
        #expect(calendar.month(invoicedAt: civil.upperBound, .end) == october)
        // Midnight of UTC, as in the API's document.
        #expect(calendar.month(invoicedAt: Timestamp(utcYear: 2026, month: 10, day: 1), .end) == october - 1)
        for dating in InvoiceDating.allCases {
            let range = calendar.dates(of: october..<(october + 1), dating)
            for bound in [range.lowerBound, range.upperBound, civil.lowerBound, civil.upperBound] {
                for date in [bound - .milliseconds(1), bound, bound + .milliseconds(999), bound + .seconds(1)] {
                    #expect(range.contains(date) == (calendar.month(invoicedAt: date, dating) == october))
                }
            }
        }
    }
}
