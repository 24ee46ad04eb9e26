import Foundation
import Ground
import Metering
import TestSupport
import Testing

@testable import EnergyAPI

/// Times without a zone, by each clock that can be set.
struct CivilTimeTests {
    private func reading(_ start: String, _ end: String, _ value: String = "1", unit: String = "kWh") -> String {
        #""ps": "\#(start)", "md": "\#(end)", "va": \#(value), "un": "\#(unit)""#
    }

    /// The periods of a page in UTC, as `start–end`.
    private func periods(
        _ bounds: [(String, String)], _ clock: TimesWithoutZone = .civil, day: String = "2025-10-26"
    ) throws -> [String] {
        let json = page(bounds.map { reading("\(day)T\($0.0):00", "\(day)T\($0.1):00") })
        let readings = try decode(json, rules: rules(clock)).batch.series.first?.readings ?? ReadingColumns()
        return zip(readings.starts, readings.ends).map { "\(clockTime($0))-\(clockTime($1))" }
    }

    private func clockTime(_ time: Int64) -> String {
        String("\(Timestamp(milliseconds: time))".dropFirst(11).prefix(5))
    }

    @Test(arguments: [(.utc, 0), (.normal, 1), (.civil, 2)] as [(TimesWithoutZone, Int64)])
    func aTimeWithoutAZoneIsReadByTheConfiguredClock(clock: TimesWithoutZone, hours: Int64) throws {
        let json = page([
            reading("2025-09-01T13:00:00", "2025-09-01T14:00:00"),
            reading("2025-09-01T14:00:00Z", "2025-09-01T15:00:00+00:00"),
            reading("2025-09-02", "2025-09-03T00:00") + #", "MaxEffect": {"rd": "2025-09-02T12:00:00", "va": 2}"#,
        ])
        let batch = try decode(json, rules: rules(clock)).batch
        let series = try #require(batch.series.first)
        let shift = hours * 3_600_000
        #expect(
            series.readings.starts == [
                try time("2025-09-01 13:00") - shift, try time("2025-09-01 14:00"), try time("2025-09-02") - shift,
            ])
        #expect(series.readings.ends.last == (try time("2025-09-03")) - shift)
        #expect(series.effects.last?.effect?.time.milliseconds == (try time("2025-09-02 12:00")) - shift)
        #expect(batch.findings[.timeWithoutZone] == 2)
    }

    @Test func inWinterTheCivilClockIsNormalTime() throws {
        #expect(try periods([("13:00", "14:00")], day: "2025-12-01") == ["12:00-13:00"])
        #expect(try periods([("13:00", "14:00")], .normal, day: "2025-07-01") == ["12:00-13:00"])
    }

    @Test func theFirstOfARepeatedHourIsSummerTimeInAscendingOrder() throws {
        let expected = ["23:00-00:00", "00:00-01:00", "01:00-02:00", "02:00-03:00"]
        #expect(
            try periods([("01:00", "02:00"), ("02:00", "02:00"), ("02:00", "03:00"), ("03:00", "04:00")]) == expected)
        #expect(
            try periods([("01:00", "02:00"), ("02:00", "03:00"), ("02:00", "03:00"), ("03:00", "04:00")]) == expected)
    }

    @Test func theSecondOfARepeatedHourIsSummerTimeInDescendingOrder() throws {
        #expect(
            try periods([("03:00", "04:00"), ("02:00", "03:00"), ("02:00", "03:00"), ("01:00", "02:00")])
                == ["02:00-03:00", "01:00-02:00", "00:00-01:00", "23:00-00:00"])
    }

    @Test func aRepeatedHourThatIsNamedOnceIsSummerTime() throws {
        #expect(
            try periods([("01:00", "02:00"), ("02:00", "03:00"), ("03:00", "04:00")])
                == ["23:00-00:00", "00:00-01:00", "02:00-03:00"])
        #expect(
            try periods([("03:00", "04:00"), ("02:00", "03:00"), ("01:00", "02:00")])
                == ["02:00-03:00", "00:00-01:00", "23:00-00:00"])
    }

    @Test func quartersOfARepeatedHourAreDistinguishedByTheirOrder() throws {
        let hour = [("02:00", "02:15"), ("02:15", "02:30"), ("02:30", "02:45")]
        let bounds =
            [("01:30", "01:45"), ("01:45", "02:00")] + hour + [("02:45", "02:00")] + hour + [("02:45", "03:00")]
        let starts = [
            "23:30", "23:45", "00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00",
        ]
        let expected = zip(starts, starts.dropFirst()).map { "\($0)-\($1)" }
        #expect(try periods(bounds) == expected)
        #expect(try periods(bounds.reversed()) == expected.reversed())
    }

    @Test func alternatingLabelsAreDistinguishedOneByOne() throws {
        let bounds = [
            ("01:45", "02:00"), ("02:00", "02:15"), ("02:00", "02:15"), ("02:15", "02:30"), ("02:15", "02:30"),
        ]
        #expect(try periods(bounds) == ["23:45-00:00", "00:00-00:15", "01:00-01:15", "00:15-00:30", "01:15-01:30"])
    }

    @Test func aGapInTheRepeatedHourDoesNotMoveTheRest() throws {
        let bounds = [
            ("01:45", "02:00"), ("02:30", "02:45"), ("02:45", "02:00"), ("02:00", "02:15"), ("02:15", "02:30"),
        ]
        #expect(try periods(bounds) == ["23:45-00:00", "00:30-00:45", "00:45-01:00", "01:00-01:15", "01:15-01:30"])
    }

    @Test func aPeriodIsReadWhereItStandsAlone() throws {
        #expect(try periods([("02:00", "03:00")]) == ["00:00-01:00"])
        #expect(try periods([("02:45", "02:00")]) == ["00:45-01:00"])
        #expect(try periods([("01:00", "02:00")]) == ["23:00-00:00"])
    }

    @Test func theHourSkippedInMarchIsRejected() throws {
        let march = "2026-03-29"
        let expected = ["00:30-00:45", "00:45-01:00", "01:00-01:15"]
        for end in ["02:00", "03:00"] {
            let json = page([
                reading("\(march)T01:30", "\(march)T01:45"), reading("\(march)T01:45", "\(march)T\(end)"),
                reading("\(march)T03:00", "\(march)T03:15"),
            ])
            let batch = try decode(json, now: "2026-06-01", rules: rules(.civil)).batch
            let readings = try #require(batch.series.first?.readings)
            #expect(zip(readings.starts, readings.ends).map { "\(clockTime($0))-\(clockTime($1))" } == expected)
        }
    }

    @Test func aStartThatTheClockNeverShowedIsRejected() throws {
        let march = "2026-03-29"
        let json = page([
            reading("\(march)T01:00", "\(march)T02:00"), reading("\(march)T02:00", "\(march)T03:00", "0"),
            reading("\(march)T03:00", "\(march)T04:00", "7"),
        ])
        let batch = try decode(json, now: "2026-06-01", rules: rules(.civil)).batch
        #expect(batch.series.first?.readings.values == [1, 7])
        #expect(batch.rejected == [.period: 1])
    }

    @Test func aDayIsAsLongAsTheClockMakesIt() throws {
        let json = page([
            reading("2025-10-25T00:00", "2025-10-26T00:00"), reading("2025-10-26T00:00", "2025-10-27T00:00"),
            reading("2025-10-27", "2025-10-28"),
        ])
        let readings = try #require(try decode(json, rules: rules(.civil)).batch.series.first?.readings)
        #expect(zip(readings.starts, readings.ends).map { ($1 - $0) / 3_600_000 } == [24, 25, 24])
    }

    @Test func unitsAndPeriodsOfAnObjectAreDistinguishedSeparately() throws {
        let hour = [("02:00", "02:30"), ("02:30", "02:00"), ("02:00", "02:30"), ("02:30", "03:00")]
        let day = "2025-10-26T"
        let json = page(
            hour.flatMap { start, end in
                ["kWh", "m3"].map { reading("\(day)\(start)", "\(day)\(end)", unit: $0) }
            })
        let series = try decode(json, rules: rules(.civil)).batch.series
        #expect(series.count == 2)
        for one in series {
            #expect(one.readings.starts.map(clockTime) == ["00:00", "00:30", "01:00", "01:30"])
        }
        // An hour and its quarters in one object are not a repeated hour.
        let both = try periods([
            ("01:00", "02:00"), ("02:00", "03:00"), ("03:00", "04:00"), ("01:45", "02:00"), ("02:00", "02:15"),
            ("02:15", "02:30"), ("03:15", "03:30"),
        ])
        #expect(both.map { $0.prefix(5) } == ["23:00", "00:00", "02:00", "23:45", "00:00", "00:15", "02:15"])
    }

    @Test func aWithdrawalKeepsItsPlaceInTheOrder() throws {
        let day = "2025-10-26T"
        for value in ["null", nil] {
            let missing = #""ps": "\#(day)02:00", "md": "\#(day)03:00", "un": "kWh""#
            let first = value.map { reading("\(day)02:00", "\(day)02:00", $0) } ?? missing
            let json = page([
                reading("\(day)01:00", "\(day)02:00"), first, reading("\(day)02:00", "\(day)03:00", "7"),
            ])
            let series = try #require(try decode(json, rules: rules(.civil)).batch.series.first)
            #expect(series.readings.starts.map(clockTime) == ["23:00", "01:00"])
            #expect(series.withdrawals.starts.map(clockTime) == (value == nil ? [] : ["00:00"]))
        }
    }

    @Test func timesWithAZoneAreNeverTouched() throws {
        let json = page([
            reading("2025-10-26T02:00:00+02:00", "2025-10-26T02:00:00+01:00"),
            reading("2025-10-26T02:00:00+01:00", "2025-10-26T03:00:00+01:00"),
            reading("2025-10-26T02:00:00Z", "2025-10-26T03:00:00Z"),
        ])
        for clock in TimesWithoutZone.allCases {
            let batch = try decode(json, rules: rules(clock)).batch
            #expect(batch.series.first?.readings.starts.map(clockTime) == ["00:00", "01:00", "02:00"])
            #expect(batch.findings.isEmpty)
        }
    }

    /// Days around the two changes of a year, labelled by Foundation's zone, in each order, cut into pages anywhere.
    @Test(arguments: [15, 30, 60] as [Int64], [false, true])
    func timesThatAClockShowedAreReadBack(minutes: Int64, isDescending: Bool) throws {
        try readBack(minutes: minutes, isDescending: isDescending, announcesPages: true)
    }

    /// As where `api.page_size` is set and the API leaves `next` out: a full page may be followed by another.
    @Test(arguments: [15, 30, 60] as [Int64], [false, true])
    func timesThatAClockShowedAreReadBackFromFullPages(minutes: Int64, isDescending: Bool) throws {
        try readBack(minutes: minutes, isDescending: isDescending, announcesPages: false)
    }

    private func readBack(minutes: Int64, isDescending: Bool, announcesPages: Bool) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Stockholm"))
        var random = SeededGenerator(seed: UInt64(minutes) + (isDescending ? 1 : 0))
        for round in 0..<60 {
            let middle = try time(round % 2 == 0 ? "2025-10-26 01:00" : "2026-03-29 01:00")
            let length = minutes * 60_000
            let start = middle - Int64.random(in: 1...200, using: &random) * length
            let count = Int64.random(in: 1...400, using: &random)
            var truth = (0..<count).map { (start + $0 * length, start + ($0 + 1) * length) }
            if isDescending { truth.reverse() }
            let readings = truth.map { reading(label($0.0, zone), label($0.1, zone)) }
            var read: [(Int64, Int64)] = []
            var cut: CutHour?
            var rest = readings[...]
            var size = Int.random(in: 1...max(1, readings.count), using: &random)
            var rules = try rules(.civil)
            if !announcesPages { rules.pageSize = size }
            while !rest.isEmpty {
                if announcesPages { size = Int.random(in: 1...max(1, readings.count), using: &random) }
                let part = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                // The end of the data inside the repeated hour is the end of what can be known.
                let found = try decode(
                    page(part, next: rest.isEmpty || !announcesPages ? "null" : "5"), now: "2027-01-01", rules: rules,
                    after: cut)
                cut = found.cut
                let columns = found.batch.series.first?.readings ?? ReadingColumns()
                read += zip(columns.starts, columns.ends)
            }
            let isCutOff = isHalfRepeatedHour(truth.map(\.0), middle: middle, length: length)
            guard round % 2 == 1 || !isCutOff else { continue }
            try #require(read.map(\.0) == truth.map(\.0), "round \(round)")
            try #require(read.map(\.1) == truth.map(\.1), "round \(round)")
        }
    }

    /// Returns true if the data begin or end inside the repeated hour, so that its labels are ambiguous.
    private func isHalfRepeatedHour(_ starts: [Int64], middle: Int64, length: Int64) -> Bool {
        let hour: Int64 = 3_600_000
        guard let first = starts.min(), let last = starts.max() else { return false }
        return first > middle - hour && first < middle + hour || last >= middle - hour && last < middle + hour - length
    }

    private func label(_ time: Int64, _ zone: TimeZone) -> String {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time / 1000)))
        return String("\(Timestamp(milliseconds: time + Int64(offset) * 1000))".dropLast(5))
    }

    @Test func anythingInTheRepeatedHourIsReadWithoutHarm() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let readings = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                let bounds = (0..<2).map { _ in
                    let minutes = Int.random(in: 0...16, using: &random) * 15
                    return "2025-10-26T0\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
                        + (Int.random(in: 0...3, using: &random) == 0 ? "Z" : "")
                }
                return reading(bounds[0], bounds[1], ["1", "null", "\"x\""].randomElement(using: &random) ?? "1")
            }
            let batch = try decode(page(readings, next: "7"), rules: rules(.civil)).batch
            for series in batch.series {
                try #require(zip(series.readings.starts, series.readings.ends).allSatisfy { $0 < $1 })
                try #require(zip(series.withdrawals.starts, series.withdrawals.ends).allSatisfy { $0 < $1 })
            }
            let rejected = batch.rejected.values.reduce(0, +)
            try #require(batch.count + batch.missing + rejected == readings.count)
        }
    }
}
