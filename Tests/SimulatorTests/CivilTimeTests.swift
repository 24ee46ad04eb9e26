import Testing

@testable import Simulator

struct CivilTimeTests {
    @Test(arguments: [
        ("2026-10-01", 1_790_812_800_000),
        ("2026-10-01T00:00", 1_790_812_800_000),
        ("2026-10-01T00:00:00", 1_790_812_800_000),
        ("2026-10-01T00:00:00Z", 1_790_812_800_000),
        ("2026-10-01T00:00:00.125Z", 1_790_812_800_125),
        ("2026-10-01T00:00:00.1234567Z", 1_790_812_800_123),
        ("2026-10-01T02:00:00+02:00", 1_790_812_800_000),
        ("2026-09-30T20:30:00-0330", 1_790_812_800_000),
        ("1969-12-31T23:59:59Z", -1000),
        ("2024-02-29", 1_709_164_800_000),
    ])
    func everyFormOfATimeIsRead(_ text: String, _ expected: Int64) {
        #expect(CivilTime.parse(text) == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-02-30", "2026-10-01T", "2026-10-01T24:00:00Z", "2026-10-01T00:60Z",
        "2026-10-01T00:00:00.Z", "2026-10-01T00:00:00Zulu", "2026-10-01T00:00:00+2", "01/10/2026",
    ])
    func aTextThatIsNotATimeIsRefused(_ text: String) {
        #expect(CivilTime.parse(text) == nil)
    }

    @Test(arguments: [
        ("2026-03-29T00:59:59Z", 1), ("2026-03-29T01:00:00Z", 2), ("2026-10-25T00:59:59Z", 2),
        ("2026-10-25T01:00:00Z", 1), ("2024-03-31T01:00:00Z", 2), ("2024-10-27T01:00:00Z", 1), ("2026-01-01", 1),
        ("2026-07-01", 2),
    ])
    func changesTheClockOnTheLastSundaysOfMarchAndOctober(_ text: String, _ hours: Int64) throws {
        #expect(CivilTime.offset(at: try time(text)) == hours * CivilTime.hour)
    }

    @Test(arguments: [
        ("2026-03-28T23:00:00Z", 92), ("2026-10-24T22:00:00Z", 100), ("2026-10-25T23:00:00Z", 96),
        ("2026-06-30T22:00:00Z", 96),
    ])
    func aCivilDayHasItsQuarters(_ start: String, _ quarters: Int) throws {
        let day = CivilDay(CivilTime.civilDay(of: try time(start)))
        #expect(day.start == (try time(start)))
        #expect(day.quarters == quarters)
    }

    @Test func theClockSkipsAnHourInMarchAndRepeatsOneInOctober() throws {
        func clock(_ start: String) throws -> [Int] {
            let day = CivilDay(CivilTime.civilDay(of: try time(start)))
            return (0..<day.quarters).map { day.quarterOfClock(at: day.start + Int64($0) * CivilTime.quarter) }
        }
        #expect(try clock("2026-03-29T10:00:00Z") == Array(0..<8) + Array(12..<96))
        #expect(try clock("2026-10-25T10:00:00Z") == Array(0..<12) + Array(8..<96))
    }

    @Test func businessDaysLeaveOutWeekends() throws {
        let friday = CivilTime.days(year: 2026, month: 11, day: 20)
        #expect(CivilTime.businessDay(after: friday, count: 1) == CivilTime.days(year: 2026, month: 11, day: 23))
        #expect(CivilTime.businessDay(after: friday, count: 5) == CivilTime.days(year: 2026, month: 11, day: 27))
    }

    @Test func anHTTPDateIsWrittenAsTheSpecificationWritesIt() throws {
        #expect(CivilTime.httpDate(try time("1994-11-06T08:49:37Z")) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
