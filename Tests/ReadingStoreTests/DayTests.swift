import GRDB
import Ground
import Metering
import TestSupport
import Testing

@testable import ReadingStore

/// Days kept in the store, against sums over all readings.
struct DayTests {
    private let rules: DigestRules
    private let meter = electricity
    private let heat = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "FJV", microproduction: false)
    /// Between the two clock changes of the autumn and the spring.
    private let start = Timestamp(utcYear: 2026, month: 3, day: 20)
    private let now = Timestamp(utcYear: 2026, month: 11, day: 2)

    init() throws {
        var normal = Tariff(name: "normal")
        normal.clock = .normal
        normal.peaks = 3
        var windows = Tariff(name: "windows")
        windows.interval = .quarter
        windows.distinctDays = true
        var window = Tariff.Window()
        window.hours = Tariff.Hours(from: 7 * 60, to: 20 * 60)
        window.holidays = .exclude
        window.weight = 0.5
        windows.windows = [window]
        rules = DigestRules(
            calendar: try #require(MeteringCalendar(timeZone: "Europe/Stockholm")), tariffs: [.hourly, normal, windows])
    }

    private var normalRules: DigestRules {
        var normal = rules
        normal.periodClock = .normal
        return normal
    }

    /// The days of all courses as the store keeps them.
    private func kept(
        _ store: ReadingStore, _ rules: DigestRules, _ meters: [MeterID]
    ) async throws -> [CourseID: CourseDigest] {
        let made = try await store.days.use(rules, at: now)
        return try await store.days.read(stretches(meters), rules, made, into: [:])
    }

    /// Makes all days by the rules in use: a busy machine makes only some of them in one turn.
    private func makeAll(_ store: ReadingStore) async throws {
        while try await store.days.makeSome() > 0 {}
    }

    private func stretches(_ meters: [MeterID]) -> [CourseStretch] {
        let time = Timestamp(utcYear: 2026, month: 1, day: 1)..<Timestamp(utcYear: 2027, month: 1, day: 1)
        return meters.flatMap { meter in
            [UnitKind.energy, .volume, .other("")].map { CourseStretch(CourseID(meter: meter, kind: $0), time) }
        }
    }

    /// The same from the readings.
    private func reckoned(
        _ store: ReadingStore, _ rules: DigestRules, _ meters: [MeterID]
    ) async throws -> [CourseID: CourseDigest] {
        let stretches = stretches(meters)
        return try await store.readings.scan(stretches, into: [:]) { digests, place, readings in
            let stretch = stretches[place]
            let id = stretch.course
            var digest = CourseDigest(id, rules)
            digest.update(stretch.time, with: readings, rules)
            digests[id] = digest
        }
    }

    private func expectEqual(_ store: ReadingStore, _ rules: DigestRules, _ note: Comment) async throws {
        let (kept, reckoned) = (
            try await kept(store, rules, [meter, heat]), try await reckoned(store, rules, [meter, heat])
        )
        for (id, digest) in reckoned {
            let different = Set(shown(kept[id], rules)).symmetricDifference(shown(digest, rules))
            #expect(different.sorted().prefix(4) == [], note)
        }
    }

    /// Each day with readings, and all peaks.
    private func shown(_ digest: CourseDigest?, _ rules: DigestRules) -> [String] {
        guard let digest else { return [] }
        var lines: [String] = []
        let year = CivilDay(year: 2026, month: 1, day: 1)..<CivilDay(year: 2027, month: 1, day: 1)
        let all = [("all", digest.totals)] + digest.units.map { ($0, digest.totals(inUnit: $0)) }
        for (name, totals) in all { totals.forEach(in: year) { lines.append("\(name) \($0) \($1)") } }
        for index in rules.tariffs.indices { lines += digest.peaks(of: index).map { "\(index) \($0)" } }
        return lines
    }

    /// A random selection of a poll's readings: new ones, corrections, hours next to their quarters, other units, days.
    private func randomPage(_ random: inout SeededGenerator, of meter: MeterID) -> ReadingBatch {
        let unit = ["kWh", "kWh", "kWh", "MWh", "m3", ""].randomElement(using: &random) ?? "kWh"
        let length = [quarter, quarter, hour, hour, day].randomElement(using: &random) ?? hour
        let days = Int64.random(in: 0..<220, using: &random)
        let steps = Int64.random(in: 0..<(day / length), using: &random)
        let from = start.milliseconds + days * day + steps * length
        let count = Int.random(in: 1...(length == day ? 3 : 60), using: &random)
        return page(
            of: meter, unit: unit, from: from, length: length,
            values: (0..<count).map { _ in Double(Int.random(in: 0...400, using: &random)) / 8 },
            facts: MeterFacts(customerNumber: ["100001", "100002"].randomElement(using: &random)))
    }

    @Test(arguments: 1...10) func storedDaysAreTheSumOfAllReadingsInAnyOrder(seed: UInt64) async throws {
        let bench = try TemporaryStore()
        let store = bench.store
        var random = SeededGenerator(seed: seed)
        // One course begins without rules, as in a store of an older program.
        for _ in 0..<10 { _ = try await store.recordTestPage(randomPage(&random, of: meter)) }
        _ = try await store.days.use(rules, at: now)
        for round in 0..<60 {
            let meter = [meter, heat].randomElement(using: &random) ?? meter
            if Int.random(in: 0..<4, using: &random) == 0 {
                let stored = try await store.readings.readings(
                    of: SeriesID(meter: meter, unit: "kWh"), from: start, to: now)
                let some = stored.dropFirst(Int.random(in: 0...max(0, stored.count - 1), using: &random)).prefix(9)
                _ = try await store.readings.withdraw(
                    some.map {
                        Withdrawal(
                            meter: meter, unit: "kWh", start: $0.start.milliseconds, end: $0.end.milliseconds)
                    })
            } else {
                _ = try await store.recordTestPage(
                    page([randomPage(&random, of: meter), randomPage(&random, of: heat)]))
            }
            // In between the rest is made, and later the rules change.
            if round == 20 { try await makeAll(store) }
        }
        try await expectEqual(store, rules, "seed \(seed)")
        #expect(try await !store.days.use(normalRules, at: now).isAll)
        try await makeAll(store)
        try await expectEqual(store, normalRules, "seed \(seed), by normal time")
        _ = try await store.recordTestPage(randomPage(&random, of: meter))
        _ = try await store.days.use(rules, at: now)
        try await makeAll(store)
        try await expectEqual(store, rules, "seed \(seed), by the civil clock again")
    }

    @Test func daysNotMadeByTheRulesAreAbsent() async throws {
        let bench = try TemporaryStore()
        _ = try await bench.store.days.use(rules, at: now)
        _ = try await bench.store.recordTestPage(page(from: start.milliseconds, values: [1, 2, 3]))
        #expect(try await kept(bench.store, rules, [meter])[CourseID(meter: meter, kind: .energy)]?.units == ["kWh"])
        let made = try await bench.store.days.use(normalRules, at: now)
        #expect(made == MadeDays(sums: false, peaks: [true, true, true]))
        let digest = try await kept(bench.store, normalRules, [meter])[CourseID(meter: meter, kind: .energy)]
        #expect(digest?.units == [])
    }

    @Test func aNewPriceKeepsTheDaysAndANewPeakDoesNot() async throws {
        let bench = try TemporaryStore()
        _ = try await bench.store.days.use(rules, at: now)
        _ = try await bench.store.recordTestPage(page(from: start.milliseconds, values: [1, 2, 3]))
        var other = rules
        other.tariffs[0].price = Tariff.Price(amount: 45, currency: "SEK")
        other.tariffs[2].peaks = 5
        #expect(try await bench.store.days.use(other, at: now).isAll)
        other.tariffs[1].peaks = 4
        #expect(try await bench.store.days.use(other, at: now).peaks == [true, false, true])
    }

    @Test func theNextStartFindsTheDaysMade() async throws {
        let bench = try TemporaryStore()
        _ = try await bench.store.days.use(rules, at: now)
        _ = try await bench.store.recordTestPage(page(from: start.milliseconds, values: [1, 2, 3]))
        bench.store.close()
        let store = try ReadingStore(path: bench.path)
        defer { store.close() }
        #expect(try await store.days.use(rules, at: now + .days(100)).isAll)
    }

    // MARK: Retention

    @Test func sumsOutliveTheReadingsAndLateReadingsAreRejected() async throws {
        let bench = try TemporaryStore()
        let store = bench.store
        _ = try await store.days.use(rules, at: now)
        let days = 5
        let midnight = rules.calendar.start(of: CivilDay(year: 2026, month: 6, day: 1)).milliseconds
        let values = Array(repeating: 1.0, count: 96 * days)
        _ = try await store.recordTestPage(page(from: midnight, values: values))
        let before = shown(try await kept(store, rules, [meter]).values.first, rules)
        // The third of June by UTC: the whole days before it by the clock of sums.
        #expect(try await store.readings.delete(before: Timestamp(utcYear: 2026, month: 6, day: 3)) == 192)
        #expect(shown(try await kept(store, rules, [meter]).values.first, rules) == before)
        let late = try await store.recordedTestPage(page(from: midnight, values: [9, 9]))
        #expect(late.expired == 2)
        #expect(late.counts == StoredCounts())
        let correction = try await store.recordedTestPage(
            page(from: midnight + 3 * day, values: Array(repeating: 2, count: 96)))
        #expect(correction.counts.corrected == 96)
        let after = try await kept(store, rules, [meter])[CourseID(meter: meter, kind: .energy)]
        let june = CivilMonth(year: 2026, month: 6).days
        #expect(after?.totals(inUnit: "kWh").total(of: june)?.value == 576.0)
        #expect(after?.totals.total(of: june)?.covered == 5 * day)
        #expect(try await store.readings.contents().series[0].first.milliseconds == midnight)
    }

    @Test func historyBeforeTheFirstReadingIsTakenAlsoOnceReadingsHaveGone() async throws {
        let bench = try TemporaryStore()
        let store = bench.store
        _ = try await store.days.use(rules, at: now)
        let midnight = rules.calendar.start(of: CivilDay(year: 2026, month: 6, day: 1)).milliseconds
        _ = try await store.recordTestPage(page(from: midnight, values: Array(repeating: 1, count: 96 * 3)))
        _ = try await store.readings.delete(before: Timestamp(utcYear: 2026, month: 6, day: 3))
        let history = try await store.recordedTestPage(
            page(from: midnight - 10 * day, values: Array(repeating: 1, count: 96)))
        #expect(history.counts.new == 96)
        let digest = try await kept(store, rules, [meter])[CourseID(meter: meter, kind: .energy)]
        #expect(digest?.totals(inUnit: "kWh").total(of: CivilMonth(year: 2026, month: 5).days)?.value == 96.0)
    }

    @Test func finalDaysOfOtherRulesComeBackAndUnfinishedOnesKeepTheirReadings() async throws {
        let bench = try TemporaryStore()
        let store = bench.store
        _ = try await store.days.use(rules, at: now)
        let midnight = rules.calendar.start(of: CivilDay(year: 2026, month: 6, day: 1)).milliseconds
        _ = try await store.recordTestPage(page(from: midnight, values: Array(repeating: 1, count: 96 * 4)))
        _ = try await store.readings.delete(before: Timestamp(utcYear: 2026, month: 6, day: 2))
        _ = try await store.days.use(normalRules, at: now)
        #expect(try await store.readings.delete(before: Timestamp(utcYear: 2026, month: 6, day: 3)) == 0)
        try await makeAll(store)
        _ = try await store.days.use(rules, at: now)
        try await makeAll(store)
        let digest = try await kept(store, rules, [meter])[CourseID(meter: meter, kind: .energy)]
        #expect(digest?.totals(inUnit: "kWh").total(of: CivilMonth(year: 2026, month: 6).days)?.value == 384.0)
    }

    @Test func aMeterThatIsRemovedTakesItsDaysAlong() async throws {
        let bench = try TemporaryStore()
        _ = try await bench.store.days.use(rules, at: now)
        _ = try await bench.store.recordTestPage(page(from: start.milliseconds, values: [1, 2, 3]))
        try await bench.store.pool.write { database in
            try database.execute(sql: "DELETE FROM readings; DELETE FROM reading_effects; DELETE FROM meters")
        }
        for table in ["course_days", "series_days", "day_peaks"] {
            let count = try await bench.store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
            #expect(count == 0, "\(table)")
        }
    }
}
