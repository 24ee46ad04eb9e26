import Foundation
import Ground
import Metering
import TestSupport
import Testing

struct HolidayTests {
    private static let years = 2005...2100

    /// Dates by Python's `holidays`, by year.
    ///
    /// - Parameter category: `public`, or `de_facto` for the eves that are holidays in practice.
    private func dates(_ category: String) async throws -> [Int: [String]] {
        let script = """
            import holidays, json, sys
            print(json.dumps({
                year: [str(day) for day in sorted(holidays.country_holidays(
                    "SE", years=year, include_sundays=False, categories=(sys.argv[1],)))]
                for year in range(int(sys.argv[2]), int(sys.argv[3]) + 1)
            }))
            """
        let answer = try await Program.python.run(
            ["-c", script, category, "\(Self.years.lowerBound)", "\(Self.years.upperBound)"])
        try #require(answer.status == 0, "\(answer.errors)")
        let years = try JSONDecoder().decode([String: [String]].self, from: Data(answer.output))
        return Dictionary(uniqueKeysWithValues: years.compactMap { year, days in Int(year).map { ($0, days) } })
    }

    @Test func everyYearHasTheHolidaysThatPythonKnows() async throws {
        let expected = try await dates("public")
        for year in Self.years {
            #expect(SwedishHolidays.holidays(in: year).map(\.description) == expected[year], "\(year)")
        }
    }

    @Test func everyYearHasTheEvesThatPythonKnows() async throws {
        let expected = try await dates("de_facto")
        for year in Self.years {
            #expect(SwedishHolidays.eves(in: year).map(\.description) == expected[year], "\(year)")
        }
    }

    @Test(arguments: years) func thereAreThreeEvesAYear(year: Int) {
        let eves = SwedishHolidays.eves(in: year)
        #expect(eves.map { $0.date.month } == [6, 12, 12])
        // Midsummer Eve is the Friday before Midsummer Day.
        #expect(eves[0].weekday == .friday && SwedishHolidays.isHoliday(eves[0] + 1))
        #expect(eves[1...].map { $0.date.day } == [24, 31])
        #expect(eves.allSatisfy { !SwedishHolidays.isHoliday($0) })
    }

    @Test(arguments: [
        "2026-01-05", "2026-04-02", "2026-04-04", "2026-04-30", "2026-05-15", "2026-05-23", "2026-10-30", "2026-06-21",
        "2026-11-01", "2026-12-27",
    ])
    func noOtherDayIsAHoliday(text: String) throws {
        let day = try #require(CivilDay(text))
        #expect(!SwedishHolidays.isHoliday(day))
        #expect(!SwedishHolidays.isEve(day))
    }

    @Test(arguments: [
        (2008, "2008-03-23"), (2011, "2011-04-24"), (2026, "2026-04-05"), (2038, "2038-04-25"), (2049, "2049-04-18"),
        (2076, "2076-04-19"),
    ])
    func easterIsOnItsSunday(year: Int, text: String) {
        #expect(SwedishHolidays.easterSunday(year).description == text)
    }
}
