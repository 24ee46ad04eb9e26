import Ground
import TestSupport
import Testing

@testable import Metering

/// A digest holds the same however it came about.
@Suite struct SeriesDigestTests {
    private let calendar: MeteringCalendar
    private let rules: DigestRules
    private let series = SeriesID(
        meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
        unit: "kWh")
    /// Just after the hour that October has twice.
    private let now = Timestamp(utcYear: 2026, month: 10, day: 27)

    init() throws {
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        var distinct = Tariff(name: "distinct")
        distinct.peaks = 3
        distinct.distinctDays = true
        var normal = Tariff(name: "normal")
        normal.clock = .normal
        normal.peaks = 2
        var quarters = Tariff(name: "quarters")
        quarters.interval = .quarter
        quarters.peaks = 5
        var days = Tariff(name: "days")
        days.interval = .day
        days.billingPeriod = .year
        var other = Tariff(name: "other")
        other.deliveryCategories = ["FJV"]
        rules = DigestRules(calendar: calendar, tariffs: [.hourly, distinct, normal, quarters, days, other])
    }

    /// What is stored, by start; new readings replace what they overlap.
    private struct Stored {
        var readings: [Int64: (end: Int64, value: Double)] = [:]

        mutating func put(_ start: Int64, _ end: Int64, _ value: Double) -> Range<Timestamp> {
            var touched = start..<end
            for (other, reading) in readings where other < end && start < reading.end {
                touched = min(touched.lowerBound, other)..<max(touched.upperBound, reading.end)
                readings[other] = nil
            }
            readings[start] = (end, value)
            return Timestamp(milliseconds: touched.lowerBound)..<Timestamp(milliseconds: touched.upperBound)
        }

        func columns(_ time: Range<Timestamp>) -> ReadingColumns {
            let rows = readings.sorted { $0.key < $1.key }.filter {
                $0.key < time.upperBound.milliseconds && $0.value.end > time.lowerBound.milliseconds
            }
            return ReadingColumns(
                starts: rows.map(\.key), ends: rows.map(\.value.end), values: rows.map(\.value.value))
        }
    }

    private func whole(_ stored: Stored, at now: Timestamp) -> SeriesDigest {
        var digest = SeriesDigest(series, rules)
        let time = SeriesDigest.time(toUpdate: rules.horizon(at: now)..<(now + .seconds(5 * 86_400)), rules)
        digest.update(time, with: stored.columns(time), rules, at: now)
        return digest
    }

    private func shown(_ digest: SeriesDigest, at now: Timestamp) -> [String] {
        let today = calendar.day(of: now)
        let sums = Period.allCases.map { "\($0): \(digest.totals.total(of: $0.days(on: today)))" }
        let powers = rules.tariffs.indices.flatMap { index in
            [0, 1].map { ago in
                let time = rules.billingTime(of: rules.tariffs[index], ago: ago, at: now)
                return
                    "\(rules.tariffs[index].name) \(ago): \(String(describing: digest.billed(index, in: time, rules)))"
            }
        }
        return sums + powers
    }

    @Test(arguments: 1...12) func isTheSameAtOnceAndBitByBit(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var stored = Stored()
        var digest = SeriesDigest(series, rules)
        let horizon = rules.horizon(at: now)
        for _ in 0..<150 {
            // A stretch of some days at most, anywhere in the last months, in quarters, hours or days.
            let length = [900_000, 3_600_000, 3_600_000, 86_400_000].randomElement(using: &random) ?? 900_000
            let count = Int.random(in: 1...(length == 86_400_000 ? 3 : 30), using: &random)
            let days = Int64.random(in: 0...70, using: &random)
            var start = (now.milliseconds - days * 86_400_000) / Int64(length) * Int64(length)
            var touched = now..<now
            for _ in 0..<count {
                // Whole eighths: sums of them are exact in whatever order.
                let value = Double(Int.random(in: 0...400, using: &random)) / 8
                let time = stored.put(start, start + Int64(length), value)
                touched =
                    touched.isEmpty
                    ? time : min(touched.lowerBound, time.lowerBound)..<max(touched.upperBound, time.upperBound)
                start += Int64(length)
            }
            guard touched.upperBound > horizon else { continue }
            let update = SeriesDigest.time(toUpdate: max(horizon, touched.lowerBound)..<touched.upperBound, rules)
            digest.update(update, with: stored.columns(update), rules, at: now)
        }
        let expected = shown(whole(stored, at: now), at: now)
        for (line, other) in zip(shown(digest, at: now), expected) { #expect(line == other) }
        #expect(expected.contains { $0.contains("BilledPower") })
    }

    @Test func isTheSameAfterTheTurnOfTheMonth() {
        var stored = Stored()
        var random = SeededGenerator(seed: 7)
        var start = Timestamp(utcYear: 2026, month: 9, day: 1)
        while start < now {
            _ = stored.put(
                start.milliseconds, start.milliseconds + 3_600_000,
                Double(Int.random(in: 0...400, using: &random)) / 8)
            start = start + .seconds(3600)
        }
        var digest = whole(stored, at: now)
        let later = Timestamp(utcYear: 2026, month: 11, day: 2)
        digest.forget(rules, at: later)
        #expect(shown(digest, at: later) == shown(whole(stored, at: later), at: later))
        // September is gone, October is now last month.
        #expect(shown(digest, at: later)[2].hasPrefix("thisMonth: Total(value: 0.0, readings: 0"))
    }

    @Test func theDaysOfTheClockChangeAreLongerAndShorter() {
        for (month, day, hours) in [(10, 25, 25), (3, 29, 23)] {
            let date = CivilDay(year: 2026, month: month, day: day)
            let time = calendar.time(of: date)
            var stored = Stored()
            var start = time.lowerBound
            while start < time.upperBound {
                _ = stored.put(start.milliseconds, start.milliseconds + 900_000, 1)
                start = start + .seconds(900)
            }
            var totals = DayTotals()
            totals.update(date..<(date + 1), with: stored.columns(time), calendar)
            let total = totals.total(of: date..<(date + 1))
            #expect(total.readings == hours * 4 && total.value == Double(hours) * 4)
            #expect(total.covered == Int64(hours) * 3_600_000)
        }
    }

    @Test func aReadingOverMidnightBelongsWhereItStartsAndCoversBoth() {
        let date = CivilDay(year: 2026, month: 10, day: 10)
        let midnight = calendar.start(of: date + 1)
        var stored = Stored()
        _ = stored.put((midnight - .seconds(1800)).milliseconds, (midnight + .seconds(1800)).milliseconds, 8)
        var totals = DayTotals()
        totals.update(date..<(date + 2), with: stored.columns(calendar.time(of: date)), calendar)
        #expect(totals.total(of: date..<(date + 1)) == .init(value: 8, readings: 1, covered: 1_800_000))
        #expect(totals.total(of: (date + 1)..<(date + 2)) == .init(value: 0, readings: 0, covered: 1_800_000))
    }

    @Test func theNextMidnightIsThatOfTheFirstClock() {
        let summer = Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(12 * 3600)
        #expect(rules.nextMidnight(after: summer) == Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(22 * 3600))
        let between = Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(22 * 3600)
        #expect(rules.nextMidnight(after: between) == Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(23 * 3600))
    }
}
