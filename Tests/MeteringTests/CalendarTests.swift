import Foundation
import Ground
import TestSupport
import Testing

@testable import Metering

/// A zone, and years in which two databases of different age agree on it.
struct ZoneYears: CustomTestStringConvertible, Sendable {
    let name: String
    let years: ClosedRange<Int>

    var testDescription: String { name }

    var calendar: MeteringCalendar {
        get throws { try #require(MeteringCalendar(timeZone: name)) }
    }

    var time: Range<Timestamp> {
        Timestamp(
            utcYear: Int64(years.lowerBound), month: 1, day: 1)..<Timestamp(
                utcYear: Int64(years.upperBound) + 1, month: 1, day: 1)
    }

    /// Every change of the clock, as Foundation has it, with the hours around it, and the last millisecond before each.
    func timesAroundChanges() throws -> [Timestamp] {
        let zone = try #require(TimeZone(identifier: name))
        var times: [Timestamp] = []
        var change = Date(timeIntervalSince1970: time.lowerBound.seconds)
        while let next = zone.nextDaylightSavingTimeTransition(after: change),
            next.timeIntervalSince1970 < time.upperBound.seconds
        {
            let start = Timestamp(milliseconds: Int64(next.timeIntervalSince1970) * 1000)
            for halfHour in -52...52 {
                let time = start + .seconds(1800 * halfHour)
                times += [time - .milliseconds(1), time]
            }
            change = next
        }
        return times
    }

    static let all = [
        ZoneYears(name: "Europe/Stockholm", years: 2005...2100),
        // Midnight is skipped in spring and comes twice in autumn, or the day before is longer.
        ZoneYears(name: "Asia/Beirut", years: 2005...2022),
        ZoneYears(name: "America/Santiago", years: 2005...2021),
        ZoneYears(name: "America/Sao_Paulo", years: 2005...2030),
        ZoneYears(name: "America/Havana", years: 2013...2024),
        // Half an hour of summer time, quarters of an hour, and those farthest from UTC.
        ZoneYears(name: "Australia/Lord_Howe", years: 2009...2040),
        ZoneYears(name: "Pacific/Auckland", years: 2008...2040),
        ZoneYears(name: "Asia/Kathmandu", years: 2005...2030),
        ZoneYears(name: "Pacific/Kiritimati", years: 2005...2030),
        ZoneYears(name: "Etc/GMT+12", years: 2005...2030),
        // Went over the date line, and skipped a date.
        ZoneYears(name: "Pacific/Apia", years: 2005...2020),
        ZoneYears(name: "UTC", years: 2005...2030),
    ]
}

struct CalendarTests {
    private let stockholm: MeteringCalendar

    init() throws {
        stockholm = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
    }

    private func calendar(_ name: String) throws -> MeteringCalendar { try #require(MeteringCalendar(timeZone: name)) }

    private func hours(_ time: Range<Timestamp>) -> Double { (time.upperBound - time.lowerBound).inSeconds / 3600 }

    // MARK: Against Foundation

    @Test(arguments: ZoneYears.all) func theOffsetFromUTCMatchesFoundation(zone: ZoneYears) throws {
        let calendar = try zone.calendar
        let foundation = try #require(TimeZone(identifier: zone.name))
        let noons = zone.years.flatMap { year in
            (1...12).map { Timestamp(utcYear: Int64(year), month: $0, day: 15) + .seconds(43_200) }
        }
        for time in try zone.timesAroundChanges() + noons {
            let date = Date(timeIntervalSince1970: time.seconds)
            try #require(
                calendar.offset(at: time) == Int64(foundation.secondsFromGMT(for: date)) * 1000, "\(time)")
        }
    }

    @Test(arguments: ZoneYears.all) func theOffsetIsTheSameWithoutADatabase(zone: ZoneYears) throws {
        let calendar = try zone.calendar
        let other = try #require(
            MeteringCalendar(timeZone: zone.name, database: ZoneDatabase(path: "/nowhere/zoneinfo")))
        for time in try zone.timesAroundChanges() + [zone.time.lowerBound] {
            try #require(calendar.offset(at: time) == other.offset(at: time), "\(time)")
        }
    }

    @Test func everyDayInStockholmStartsWhenFoundationSays() throws {
        var foundation = Calendar(identifier: .gregorian)
        foundation.timeZone = try #require(TimeZone(identifier: "Europe/Stockholm"))
        let first = CivilDay(year: 2005, month: 1, day: 1)
        for day in first..<CivilDay(year: 2101, month: 1, day: 1) {
            let start = stockholm.start(of: day)
            let noon = Date(timeIntervalSince1970: Double(day.number) * 86_400 + 39_600)
            try #require(foundation.startOfDay(for: noon).timeIntervalSince1970 == start.seconds, "\(day)")
        }
    }

    @Test func everyHourAroundStockholmsChangesMatchesFoundation() throws {
        var foundation = Calendar(identifier: .gregorian)
        foundation.timeZone = try #require(TimeZone(identifier: "Europe/Stockholm"))
        for time in try ZoneYears(name: "Europe/Stockholm", years: 2005...2100).timesAroundChanges() {
            let parts = foundation.dateComponents(
                [.year, .month, .day, .hour], from: Date(timeIntervalSince1970: time.seconds))
            let day = try CivilDay(
                year: #require(parts.year), month: #require(parts.month), day: #require(parts.day))
            try #require(stockholm.day(of: time) == day, "\(time)")
            try #require(stockholm.minute(of: time) / 60 == parts.hour, "\(time)")
        }
    }

    // MARK: Properties of every zone

    @Test(arguments: ZoneYears.all, MeteringCalendar.Clock.allCases)
    func aTimeLiesInItsDay(zone: ZoneYears, clock: MeteringCalendar.Clock) throws {
        let calendar = try zone.calendar
        var random = SeededGenerator(seed: 1)
        let span = zone.time.lowerBound.milliseconds..<zone.time.upperBound.milliseconds
        let anywhere = (0..<2000).map { _ in Timestamp(milliseconds: .random(in: span, using: &random)) }
        for time in try zone.timesAroundChanges() + anywhere {
            let day = calendar.day(of: time, clock)
            try #require(calendar.time(of: day, clock).contains(time), "\(time)")
            try #require(calendar.time(of: calendar.month(of: time, clock), clock).contains(time), "\(time)")
        }
    }

    @Test(arguments: ZoneYears.all, MeteringCalendar.Clock.allCases)
    func noTimeBeforeItsStartIsInADay(zone: ZoneYears, clock: MeteringCalendar.Clock) throws {
        let calendar = try zone.calendar
        for year in zone.years {
            for day in CivilMonth(year: year, month: 1).firstDay..<CivilMonth(year: year + 1, month: 1).firstDay {
                let time = calendar.time(of: day, clock)
                // A date that is skipped has no time.
                guard !time.isEmpty else { continue }
                try #require(calendar.day(of: time.lowerBound, clock) == day)
                try #require(calendar.day(of: time.lowerBound - .milliseconds(1), clock) < day)
                try #require(calendar.day(of: time.upperBound - .milliseconds(1), clock) == day)
            }
        }
    }

    @Test(arguments: ZoneYears.all, MeteringCalendar.Clock.allCases)
    func monthsTileTimeAndDaysTileMonths(zone: ZoneYears, clock: MeteringCalendar.Clock) throws {
        let calendar = try zone.calendar
        var end = calendar.start(of: CivilDay(year: zone.years.lowerBound, month: 1, day: 1), clock)
        for month in zone.years.flatMap({ year in (1...12).map { CivilMonth(year: year, month: $0) } }) {
            let time = calendar.time(of: month, clock)
            try #require(time.lowerBound == end)
            for day in month.days {
                let time = calendar.time(of: day, clock)
                try #require(time.lowerBound == end)
                end = time.upperBound
            }
            try #require(time.upperBound == end)
        }
    }

    @Test(arguments: ZoneYears.all) func theNormalClockHas24HoursADayInEveryZone(zone: ZoneYears) throws {
        let calendar = try zone.calendar
        for day in CivilDay(year: 2026, month: 1, day: 1)..<CivilDay(year: 2027, month: 1, day: 1) {
            let time = calendar.time(of: day, .normal)
            try #require(hours(time) == 24)
            try #require(time.lowerBound == Timestamp(milliseconds: Int64(day.number) * 86_400_000 - 3_600_000))
        }
    }

    // MARK: Days that are longer or shorter

    @Test(arguments: 2005...2100) func stockholmHasOneShortAndOneLongDayAYear(year: Int) {
        let days = CivilDay(year: year, month: 1, day: 1)..<CivilDay(year: year + 1, month: 1, day: 1)
        let others = days.filter { hours(stockholm.time(of: $0)) != 24 }
        #expect(others.map { hours(stockholm.time(of: $0)) } == [23, 25])
        // The last Sundays of March and October (directive 2000/84/EC).
        #expect(others.map(\.weekday) == [.sunday, .sunday])
        #expect(others.map { $0.date.month } == [3, 10])
        #expect(others.allSatisfy { $0.date.day > 24 })
    }

    @Test(arguments: [
        ("2026-03-29", [0, 1, 3, 4]), ("2026-10-25", [0, 1, 2, 2, 3, 4]), ("2026-10-26", [0, 1, 2, 3]),
    ])
    func hoursAreSkippedAndRepeated(text: String, expected: [Int]) throws {
        let start = stockholm.start(of: try #require(CivilDay(text)))
        let shown = expected.indices.map { stockholm.minute(of: start + .seconds(3600 * $0)) / 60 }
        #expect(shown == expected)
    }

    @Test(
        arguments: [
            // Midnight is skipped.
            ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00.000Z", 23),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z", 23),
            ("America/Santiago", "2021-09-05", "2021-09-05T04:00:00.000Z", 23),
            // The clock is put back at midnight: the hour before comes twice.
            ("Asia/Beirut", "2022-10-29", "2022-10-28T21:00:00.000Z", 25),
            ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00.000Z", 25),
            // It is put back to midnight: that comes twice.
            ("America/Havana", "2024-11-03", "2024-11-03T04:00:00.000Z", 25),
            ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00.000Z", 23.5),
            ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00.000Z", 24.5),
            ("Pacific/Auckland", "2026-09-27", "2026-09-26T12:00:00.000Z", 23),
            ("Asia/Kathmandu", "2026-10-01", "2026-09-30T18:15:00.000Z", 24),
            ("Pacific/Kiritimati", "2026-10-01", "2026-09-30T10:00:00.000Z", 24),
            // The date that Samoa never had, and the one before.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z", 0),
            ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00.000Z", 24),
            // The clock was put back at 00:01, so that the former date came once more.
            ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00.000Z", 25),
        ] as [(String, String, String, Double)])
    func aDayStartsAtTheFirstTimeOfItsDate(zone: String, text: String, start: String, length: Double) throws {
        let day = try #require(CivilDay(text))
        let time = try calendar(zone).time(of: day)
        #expect(time.lowerBound.description == start)
        #expect(hours(time) == length)
    }

    // MARK: Zones

    @Test(arguments: [
        "", "/", "Europe", "Europe/", "Europe//Stockholm", "Europe/Stokholm", "../zoneinfo/UTC", "/etc/localtime",
        "posix/UTC", "right/UTC", "localtime", "tzdata.zi", "zone1970.tab", "UTC\0", "Europe/Stockholm ", "UTC\n",
    ])
    func unknownZonesAreRefused(name: String) {
        #expect(MeteringCalendar(timeZone: name) == nil)
    }

    @Test func otherZonesAreRefusedWithoutADatabase() {
        let database = ZoneDatabase(path: "/nowhere/zoneinfo")
        #expect(MeteringCalendar(timeZone: "Europe/Stokholm", database: database) == nil)
    }

    @Test func calendarsOfTheSameZoneAreEqual() throws {
        #expect(try calendar("UTC") == MeteringCalendar())
        #expect(try calendar("Etc/GMT-1") != MeteringCalendar())
        #expect(try calendar("Europe/Stockholm") == stockholm)
    }
}
