import Ground
import TestSupport
import Testing

@testable import Metering

/// A digest is the same however it was built.
struct CourseDigestTests {
    private let calendar: MeteringCalendar
    private let rules: DigestRules
    private let course = CourseID(
        meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
        kind: .energy)
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

    /// Stored readings by unit and start; a new reading replaces those it overlaps in its unit.
    private struct Stored {
        struct Row: Equatable {
            var end: Int64
            var value: Double
        }

        var series: [String: [Int64: Row]] = [:]

        mutating func put(_ unit: String, _ start: Int64, _ end: Int64, _ value: Double?) -> Range<Timestamp> {
            var touched = start..<end
            for (other, row) in series[unit, default: [:]] where other < end && start < row.end {
                touched = min(touched.lowerBound, other)..<max(touched.upperBound, row.end)
                series[unit]?[other] = nil
            }
            series[unit, default: [:]][start] = value.map { Row(end: end, value: $0) }
            return Timestamp(milliseconds: touched.lowerBound)..<Timestamp(milliseconds: touched.upperBound)
        }

        /// The columns of each unit that has readings there.
        func columns(_ time: Range<Timestamp>) -> [(unit: String, readings: ReadingColumns)] {
            series.compactMap { unit, readings in
                let rows = readings.sorted { $0.key < $1.key }.filter {
                    $0.key < time.upperBound.milliseconds && $0.value.end > time.lowerBound.milliseconds
                }
                guard !rows.isEmpty else { return nil }
                let columns = ReadingColumns(
                    starts: rows.map(\.key), ends: rows.map(\.value.end), values: rows.map(\.value.value))
                return (unit, columns)
            }
        }
    }

    private func whole(_ stored: Stored, at now: Timestamp, _ rules: DigestRules? = nil) -> CourseDigest {
        let rules = rules ?? self.rules
        var digest = CourseDigest(course, rules)
        let time = CourseDigest.time(toUpdate: rules.horizon(at: now)..<(now + .seconds(5 * 86_400)), rules)
        digest.update(time, with: stored.columns(time), rules)
        digest.forget(rules, at: now)
        return digest
    }

    private func shown(_ digest: CourseDigest, at now: Timestamp) -> [String] {
        let all = [("course", digest.totals)] + ["kWh", "MWh", "MJ"].map { ($0, digest.totals(inUnit: $0)) }
        let sums = Period.allCases.flatMap { period -> [String] in
            let span = period.span(at: now, newest: now, calendar, .civil)
            return all.map { name, totals in
                "\(period) \(name): \(span.flatMap { totals.total(of: $0.days) }.map { "\($0)" } ?? "none")"
            }
        }
        let powers = rules.tariffs.indices.flatMap { index in
            [0, 1].map { ago in
                let time = rules.billingTime(of: rules.tariffs[index], ago: ago, at: now)
                return
                    "\(rules.tariffs[index].name) \(ago): \(String(describing: digest.billed(index, in: time, rules)))"
            }
        }
        return sums + powers
    }

    @Test(arguments: 1...12) func aDigestMadeAtOnceEqualsOneMadeStepByStep(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var stored = Stored()
        var digest = CourseDigest(course, rules)
        let horizon = rules.horizon(at: now)
        for _ in 0..<150 {
            // At most some days, anywhere in the last months, in quarters, hours or days and any unit; some are withdrawn.
            let unit = ["kWh", "kWh", "MWh", "MJ"].randomElement(using: &random) ?? "kWh"
            let isWithdrawal = Int.random(in: 0..<5, using: &random) == 0
            let length = [900_000, 3_600_000, 3_600_000, 86_400_000].randomElement(using: &random) ?? 900_000
            let count = Int.random(in: 1...(length == 86_400_000 ? 3 : 30), using: &random)
            let days = Int64.random(in: 0...70, using: &random)
            var start = (now.milliseconds - days * 86_400_000) / Int64(length) * Int64(length)
            var touched = now..<now
            for _ in 0..<count {
                // Whole eighths: sums of them are exact in whatever order.
                let value = Double(Int.random(in: 0...400, using: &random)) / 8
                let time = stored.put(unit, start, start + Int64(length), isWithdrawal ? nil : value)
                touched =
                    touched.isEmpty
                    ? time : min(touched.lowerBound, time.lowerBound)..<max(touched.upperBound, time.upperBound)
                start += Int64(length)
            }
            guard touched.upperBound > horizon else { continue }
            let update = CourseDigest.time(toUpdate: max(horizon, touched.lowerBound)..<touched.upperBound, rules)
            digest.update(update, with: stored.columns(update), rules)
        }
        let expected = shown(whole(stored, at: now), at: now)
        for (line, other) in zip(shown(digest, at: now), expected) { #expect(line == other) }
        #expect(expected.contains { $0.contains("BilledPower") })
    }

    @Test func aDigestIsTheSameAfterTheEndOfAMonth() {
        var stored = Stored()
        var random = SeededGenerator(seed: 7)
        var start = Timestamp(utcYear: 2026, month: 9, day: 1)
        while start < now {
            _ = stored.put(
                "kWh", start.milliseconds, start.milliseconds + 3_600_000,
                Double(Int.random(in: 0...400, using: &random)) / 8)
            start = start + .seconds(3600)
        }
        var digest = whole(stored, at: now)
        let later = Timestamp(utcYear: 2026, month: 11, day: 2)
        digest.forget(rules, at: later)
        #expect(shown(digest, at: later) == shown(whole(stored, at: later), at: later))
        // September is gone, October is now last month.
        let november = shown(digest, at: later).first { $0.hasPrefix("thisMonth course") }
        #expect(november?.hasPrefix("thisMonth course: Total(value: 0.0, readings: 0") == true)
    }

    @Test func theDaysOfTheClockChangeAreLongerAndShorter() throws {
        for (month, day, hours) in [(10, 25, 25), (3, 29, 23)] {
            let date = CivilDay(year: 2026, month: month, day: day)
            let time = calendar.time(of: date)
            var stored = Stored()
            var start = time.lowerBound
            while start < time.upperBound {
                _ = stored.put("kWh", start.milliseconds, start.milliseconds + 900_000, 1)
                start = start + .seconds(900)
            }
            var totals = DayTotals()
            totals.update(date..<(date + 1), with: stored.columns(time)[0].readings, .evenly, calendar, .civil)
            let total = try #require(totals.total(of: date..<(date + 1)))
            #expect(total.readings == hours * 4 && total.value == Double(hours) * 4)
            #expect(total.covered == Int64(hours) * 3_600_000)
        }
    }

    @Test func aReadingAcrossMidnightBelongsToItsStartOrToBothAndCoversBoth() {
        let date = CivilDay(year: 2026, month: 10, day: 10)
        let midnight = calendar.start(of: date + 1)
        let readings = ReadingColumns(
            starts: [(midnight - .seconds(1800)).milliseconds], ends: [(midnight + .seconds(1800)).milliseconds],
            values: [8])
        for (share, first, second) in [(DayTotals.Share.atStart, 8.0, 0.0), (.evenly, 4, 4)] {
            var totals = DayTotals()
            totals.update(date..<(date + 2), with: readings, share, calendar, .civil)
            #expect(totals.total(of: date..<(date + 1)) == .init(value: first, readings: 1, covered: 1_800_000))
            #expect(
                totals.total(of: (date + 1)..<(date + 2))
                    == .init(value: second, readings: second > 0 ? 1 : 0, covered: 1_800_000))
        }
    }

    // MARK: A change of unit

    /// Quarters of a day, in kWh; from one of them on in another unit.
    private func changing(to unit: String, at quarter: Int, on date: CivilDay) throws -> Stored {
        var stored = Stored()
        let joules = try #require(EnergyUnit(unit)).joules
        let start = calendar.start(of: date).milliseconds
        for index in 0..<96 {
            let from = start + Int64(index) * 900_000
            let kilowattHours = index / 4 == quarter / 4 ? 3.0 : 0.5
            let value = index < quarter ? kilowattHours : kilowattHours * 3.6e6 / joules
            _ = stored.put(index < quarter ? "kWh" : unit, from, from + 900_000, value)
        }
        return stored
    }

    @Test(arguments: ["MWh", "GJ", "Wh"], [30, 32, 35])
    func anHourWhoseQuartersComeInTwoUnitsIsComplete(unit: String, quarter: Int) throws {
        let date = calendar.day(of: now) - 3
        let stored = try changing(to: unit, at: quarter, on: date)
        let digest = whole(stored, at: now)
        let month = rules.billingTime(of: .hourly, ago: 0, at: now)
        let billed = try #require(digest.billed(0, in: month, rules))
        #expect(abs(billed.watts - 12_000) < 1e-6)
        #expect(billed.peaks[0].start == calendar.start(of: date) + .seconds(Int64(quarter / 4 * 3600)))
        let total = try #require(digest.totals.total(of: date..<(date + 1)))
        #expect(abs(total.value - (92 * 0.5 + 12) * 3.6e6) < 1e-3)
        #expect(total.covered == 86_400_000 && total.readings == 96)
        let own = try #require(digest.totals(inUnit: unit).total(of: date..<(date + 1)))
        #expect(own.readings == 96 - quarter)
    }

    @Test func sumsFollowTheClockOfPeriods() {
        var normal = rules
        normal.periodClock = .normal
        let summer = Timestamp(utcYear: 2026, month: 7, day: 15)
        // The last civil hour of June is the first of July by summer time only.
        var stored = Stored()
        let edge = calendar.start(of: CivilDay(year: 2026, month: 7, day: 1)).milliseconds
        _ = stored.put("kWh", edge, edge + 3_600_000, 5)
        let july = CivilMonth(year: 2026, month: 7).days
        let june = CivilMonth(year: 2026, month: 6).days
        #expect(whole(stored, at: summer).totals.total(of: july)?.value == 5 * 3.6e6)
        #expect(whole(stored, at: summer, normal).totals.total(of: july)?.readings == 0)
        #expect(whole(stored, at: summer, normal).totals(inUnit: "kWh").total(of: june)?.value == 5)
    }

    @Test func theNextMidnightIsThatOfTheFirstClock() {
        let summer = Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(12 * 3600)
        #expect(rules.nextMidnight(after: summer) == Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(22 * 3600))
        let between = Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(22 * 3600)
        #expect(rules.nextMidnight(after: between) == Timestamp(utcYear: 2026, month: 7, day: 1) + .seconds(23 * 3600))
    }
}
