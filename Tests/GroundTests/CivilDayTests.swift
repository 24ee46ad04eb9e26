import Ground
import Testing

struct CivilDayTests {
    @Test func everyDateOfFourCenturiesFollowsTheOneBefore() throws {
        var (year, month, day) = (1800, 1, 1)
        for date in CivilDay(year: 1800, month: 1, day: 1)..<CivilDay(year: 2200, month: 1, day: 1) {
            try #require(date.date == (year, month, day))
            try #require(CivilDay(year: year, month: month, day: day) == date)
            let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            day += 1
            if day > [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
                (month, day) = (month + 1, 1)
            }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2200, 1, 1))
    }

    @Test(arguments: [
        ("1969-12-31", Weekday.wednesday), ("1970-01-01", .thursday), ("2000-02-29", .tuesday),
        ("2026-03-29", .sunday), ("2026-10-05", .monday), ("2100-03-01", .monday),
    ])
    func aDateKnowsItsWeekday(text: String, weekday: Weekday) throws {
        #expect(try #require(CivilDay(text)).weekday == weekday)
    }

    @Test(arguments: [
        ("2026-10-01", "2026-09-28"), ("2026-09-28", "2026-09-28"), ("2026-10-04", "2026-09-28"),
        ("2026-01-01", "2025-12-29"), ("1970-01-01", "1969-12-29"), ("1969-12-28", "1969-12-22"),
    ])
    func weeksStartOnMonday(text: String, monday: String) throws {
        let day = try #require(CivilDay(text))
        #expect(day.startOfWeek.description == monday)
        #expect(day.startOfWeek.weekday == .monday)
    }

    @Test(arguments: ["2026-10-01", "2024-02-29", "1969-12-31", "0001-01-01", "9999-12-31"])
    func aDateIsReadAsItIsWritten(text: String) throws {
        #expect(try #require(CivilDay(text)).description == text)
    }

    @Test(arguments: [
        "", "-", "--", "2026", "2026-10", "2026-02-30", "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01",
        "2026-00-10", "2026-01-00", "2026-1-1", "26-01-01", "02026-01-01", "2026-001-1", "2026-01-01-", "-2026-01-01",
        "2026-01-01T00:00:00Z", " 2026-01-01", "2026-01-01\n", "2026/01/01", "20260101", "+026-01-01", "2026--1-01",
        "2026-+1-01", "٢٠٢٦-٠١-٠١", "٢٠-٠-٠", "11\u{301}-01-01", "２-01-01",
    ])
    func aTextThatIsNotADateIsRefused(text: String) {
        #expect(CivilDay(text) == nil)
    }

    @Test func aDayBeyondTheMonthIsInTheNext() {
        #expect(CivilDay(year: 2026, month: 2, day: 29).description == "2026-03-01")
        #expect(CivilDay(year: 2026, month: 12, day: 32).description == "2027-01-01")
    }

    @Test func daysAreAddedAndCounted() {
        let day = CivilDay(year: 2026, month: 12, day: 30)
        #expect((day + 3).description == "2027-01-02")
        #expect((day - 365).description == "2025-12-30")
        #expect(day + 3 - day == 3)
        #expect((day..<(day + 3)).map(\.description) == ["2026-12-30", "2026-12-31", "2027-01-01"])
    }

    @Test func monthsAreCountedAcrossTheEndOfAYear() {
        let month = CivilMonth(year: 2026, month: 11)
        #expect((month + 2).description == "2027-01")
        #expect((month - 11).description == "2025-12")
        #expect((month - 12 * 2026).description == "0000-11")
        #expect(CivilMonth(year: 2026, month: 0) == CivilMonth(year: 2025, month: 12))
        #expect(CivilMonth(year: 2025, month: 12) < CivilMonth(year: 2026, month: 1))
        #expect(CivilDay(year: 2026, month: 11, day: 30).month == month)
    }

    @Test func monthsTileTheDaysOfTwoCenturies() throws {
        var month = CivilMonth(year: 1970, month: 1)
        while month < CivilMonth(year: 2170, month: 1) {
            try #require(28...31 ~= month.days.count)
            try #require(month.days.allSatisfy { $0.month == month })
            try #require(month.days.upperBound == (month + 1).firstDay)
            month = month + 1
        }
    }

    @Test(arguments: [(2023, 28), (2024, 29), (2000, 29), (2100, 28)])
    func februaryIsLongerInLeapYears(year: Int, days: Int) {
        #expect(CivilMonth(year: year, month: 2).days.count == days)
    }
}
