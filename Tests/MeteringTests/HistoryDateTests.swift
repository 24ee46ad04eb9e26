import Ground
import Testing

@testable import Metering

struct HistoryDateTests {
    private let stockholm = MeteringCalendar(timeZone: "Europe/Stockholm")

    @Test(arguments: [
        ("2026-10-01", "2026-09-30T22:00:00.000Z"), ("2026-12-01", "2026-11-30T23:00:00.000Z"),
        // The days on which the clock changes begin by the old time.
        ("2026-03-29", "2026-03-28T23:00:00.000Z"), ("2026-10-25", "2026-10-24T22:00:00.000Z"),
        ("2026-10-01T00:00:00Z", "2026-10-01T00:00:00.000Z"), ("2026-10-01T12:30Z", "2026-10-01T12:30:00.000Z"),
        ("2026-10-01T00:00:00+02:00", "2026-09-30T22:00:00.000Z"),
        ("2026-10-01T00:00:00.5-01:30", "2026-10-01T01:30:00.500Z"),
    ])
    func aDateIsCivilMidnightAndATimeIsExact(_ text: String, _ time: String) throws {
        let calendar = try #require(stockholm)
        #expect(HistoryDate(text).map { "\($0.time(calendar))" } == time)
    }

    @Test(arguments: [
        "", "2026", "2026-10", "2026-02-29", "2026-13-01", "26-10-01", "2026-10-01T00:00:00", "2026-10-01T24:00:00Z",
        "2026-10-01T00:60:00Z", "2026-10-01T00:00:00.1234Z", "2026-10-01 00:00:00Z", "2026-10-01T",
        "2026-10-01T00:00:00z",
        "2026-10-01T00:00:00Zulu", "2026-10-01T٠٠:00:00Z", "yesterday", "2026-10-01T00:00:00+25:00",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(HistoryDate(text) == nil)
    }

    @Test func aRangeNeedsTimeBetweenItsBounds() throws {
        let calendar = try #require(stockholm)
        let day = try #require(HistoryDate("2026-10-01"))
        let sameTime = try #require(HistoryDate("2026-09-30T22:00:00Z"))
        #expect(calendar.time(from: day, to: sameTime) == nil)
        #expect(calendar.time(from: try #require(HistoryDate("2026-10-02")), to: day) == nil)
        let time = calendar.time(from: sameTime, to: try #require(HistoryDate("2026-10-02")))
        #expect(time.map { $0.upperBound - $0.lowerBound } == .hours(24))
    }
}
