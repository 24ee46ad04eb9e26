import Foundation
import Ground
import TestSupport
import Testing

@testable import Metering

/// The files of the IANA database (RFC 9636).
struct CalendarFileTests {
    /// Writes a file of version 2 whose first block is empty.
    private func file(
        _ changes: [(from: Int64, type: UInt8)] = [], offsets: [Int32] = [0], rule: String, version: Character = "2",
        leapSeconds: Int = 0
    ) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        func header(_ counts: [Int]) -> [UInt8] {
            Array("TZif\(version)".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { bytes(UInt32($0)) }
        }
        return header([0, 0, 0, 0, 0, 0]) + header([0, 0, leapSeconds, changes.count, offsets.count, 4])
            + changes.flatMap { bytes($0.from) } + changes.map(\.type) + offsets.flatMap { bytes($0) + [0, 0] }
            + Array("AAA\0".utf8) + [UInt8](repeating: 0, count: leapSeconds * 12) + Array("\n\(rule)\n".utf8)
    }

    private func offset(_ clock: ZoneClock, _ year: Int64, _ month: Int64, _ day: Int64, hour: Int = 0) -> Int64 {
        clock.offset(at: (Timestamp(utcYear: year, month: month, day: day) + .seconds(3600 * hour)).milliseconds) / 1000
    }

    @Test func everyZoneIsReadAsPythonReadsIt() async throws {
        // Offsets every ten days, each with the place where it first holds; Python has a reader of its own.
        let script = """
            import datetime, json, zoneinfo
            zones = {}
            for name in zoneinfo.available_timezones() - {"localtime"}:
                zone, runs = zoneinfo.ZoneInfo(name), []
                for place in range(2200):
                    time = datetime.datetime.fromtimestamp(631152000 + 864000 * place, zone)
                    offset = int(time.utcoffset().total_seconds())
                    if not runs or runs[-1][1] != offset: runs.append([place, offset])
                zones[name] = runs
            print(json.dumps(zones))
            """
        let answer = try await Program.python.run(["-c", script])
        try #require(answer.status == 0, "\(answer.errors)")
        let zones = try JSONDecoder().decode([String: [[Int]]].self, from: Data(answer.output))
        #expect(zones.count > 300)
        for (name, expected) in zones {
            let calendar = try #require(MeteringCalendar(timeZone: name), "\(name)")
            var runs: [[Int]] = []
            for place in 0..<2200 {
                let time = Timestamp(milliseconds: 1000 * (631_152_000 + 864_000 * Int64(place)))
                let offset = Int(calendar.offset(at: time) / 1000)
                if runs.last?[1] != offset { runs.append([place, offset]) }
            }
            #expect(runs == expected, "\(name)")
        }
    }

    @Test func theTableComesBeforeTheRule() throws {
        let changes: [(from: Int64, type: UInt8)] = [(1_000_000_000, 1), (1_100_000_000, 0)]
        let clock = try #require(ZoneClock(file: file(changes, offsets: [60, 120], rule: "AAA-1")))
        #expect(clock.offset(at: .min) == 60_000)
        #expect(clock.offset(at: 999_999_999_999) == 60_000)
        #expect(clock.offset(at: 1_000_000_000_000) == 120_000)
        #expect(clock.offset(at: 4_000_000_000_000) == 60_000)
    }

    @Test func withoutATableTheRuleHoldsAlways() throws {
        let clock = try #require(ZoneClock(file: file(rule: "<-0330>3:30")))
        #expect(clock.offset(at: .min) == -12_600_000)
        #expect(clock == ZoneClock(offset: -12_600_000))
    }

    @Test func withoutARuleTheLastChangeHolds() throws {
        let clock = try #require(ZoneClock(file: file([(0, 1)], offsets: [0, 7200], rule: "")))
        #expect(offset(clock, 2100, 7, 1) == 7200)
    }

    @Test func aChangeAtTheBigBangIsAccepted() throws {
        let clock = try #require(
            ZoneClock(file: file([(-1 << 59, 1), (0, 2)], offsets: [0, 3600, 7200], rule: "AAA-2")))
        #expect(offset(clock, 1950, 1, 1) == 3600)
        #expect(offset(clock, 1971, 1, 1) == 7200)
    }

    @Test func rulesMayCountTheDaysOfTheYear() throws {
        // J60 is always 1 March; 300 is 28 October, in leap years 27 October.
        let clock = try #require(ZoneClock(file: file(rule: "AAA0BBB,J60/0,300/1")))
        for year: Int64 in [2026, 2028] {
            #expect(offset(clock, year, 2, 28, hour: 23) == 0)
            #expect(offset(clock, year, 3, 1) == 3600)
        }
        #expect(offset(clock, 2028, 2, 29, hour: 23) == 0)
        #expect(offset(clock, 2026, 10, 27, hour: 23) == 3600)
        #expect(offset(clock, 2026, 10, 28) == 0)
        #expect(offset(clock, 2028, 10, 26, hour: 23) == 3600)
        #expect(offset(clock, 2028, 10, 27) == 0)
    }

    @Test(arguments: ["EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/23"])
    func summerTimeMayLastAllYear(rule: String) throws {
        // RFC 9636, 3.3.1: it ends when that of the next year begins.
        let clock = try #require(ZoneClock(file: file([(0, 0)], offsets: [-14_400], rule: rule)))
        #expect(clock == ZoneClock(offset: -14_400_000))
    }

    @Test(arguments: [
        "A", "AAA-", "AAA1:", "AAA1:60", "AAA168", "<AAA1", "1", "AAA1BBB", "AAA1BBB,", "AAA1BBB,M3.5.0",
        "AAA1BBB,M3.5.0,", "AAA1BBB,M0.5.0,M10.5.0", "AAA1BBB,M3.6.0,M10.5.0", "AAA1BBB,M3.5.7,M10.5.0",
        "AAA1BBB,M3.5,M10.5.0", "AAA1BBB,J0,J365", "AAA1BBB,J1,366", "AAA1BBB,M3.5.0/,M10.5.0",
        "AAA1BBB,M3.5.0,M10.5.0/2,", "AAA99999999999999999999",
    ])
    func malformedRulesAreRefused(rule: String) {
        #expect(ZoneClock(file: file(rule: rule)) == nil)
    }

    @Test func unusableFilesAreRefused() throws {
        #expect(ZoneClock(file: file(rule: "AAA0")) != nil)
        #expect(ZoneClock(file: file(rule: "AAA0", version: "\0")) == nil)
        #expect(ZoneClock(file: file(rule: "AAA0", leapSeconds: 1)) == nil)
        #expect(ZoneClock(file: file(offsets: [], rule: "AAA0")) == nil)
        #expect(ZoneClock(file: file([(0, 1)], rule: "AAA0")) == nil)
        #expect(ZoneClock(file: file([(1, 0), (0, 0)], rule: "AAA0")) == nil)
    }

    @Test func everyTruncatedFileIsRefused() throws {
        let whole = try #require(ZoneDatabase().file(of: "Europe/Stockholm"))
        try #require(ZoneClock(file: whole) != nil)
        for count in whole.indices { #expect(ZoneClock(file: Array(whole.prefix(count))) == nil) }
    }

    @Test(arguments: 1...8) func aDamagedFileDoesNoHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = try #require(ZoneDatabase().file(of: "Europe/Stockholm"))
        var refused = 0
        for _ in 0..<50 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let clock = ZoneClock(file: damaged) else {
                refused += 1
                continue
            }
            for time: Int64 in [.min, -1 << 56, 0, 1 << 41, 1 << 56] {
                // No offset of 32 bits is beyond this.
                try #require(abs(clock.offset(at: time)) <= 1 << 41)
                if time > .min { _ = clock.earliestTime(showing: time) }
            }
        }
        #expect(refused > 0)
    }
}
