import Exposition
import Foundation
import Ground
import Metering
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

/// Digests whose old months are folded show the same as digests that are read for the first time, whatever was written
/// when.
struct FoldedDigestsTests {
    private let meters = ["735999000000000015", "735999000000000022"].map { SampleSnapshot.meter($0) }
    private let rules: DigestRules

    init() {
        var yearly = Tariff(name: "yearly")
        yearly.billingPeriod = .rollingYear
        rules = DigestRules(calendar: PollBench.settings.rules.calendar, tariffs: [.hourly, yearly])
    }

    private func page(_ meter: MeterID, _ unit: String, from: Timestamp, hours: Int, _ value: Double) -> ReadingBatch {
        .hours(of: meter, from..<(from + .hours(hours)), in: unit, value: value)
    }

    /// All samples of sums and peaks.
    private func shown(
        _ store: ReadingStore, _ digests: inout CourseDigests, _ partials: inout PartialDays, at now: Timestamp
    ) async throws -> [String] {
        let made = try await store.days.use(rules, at: now)
        let contents = try await store.readings.contents().forgetting(before: rules.horizon(at: now))
        try await digests.update(to: contents, in: store, by: rules, made, at: now)
        try await partials.update(
            StoredCourse.all(of: contents.series), digests.byCourse, in: store, by: rules, at: now)
        var settings = PollBench.settings
        settings.rules = rules
        let input = SnapshotInput(
            now: now, contents: contents, polls: [:], storeSize: 0, settings: settings, digests: digests.byCourse,
            made: digests.made, partials: partials.byCourse, invoices: StoredInvoices())
        return SnapshotFamilies.families(input)
            .filter { $0.name.hasPrefix("oresundskraft_period_") || $0.name.contains("_power_") }
            .flatMap { family in family.samples.map { "\(family.name) \($0.labels) \($0.value)" } }
    }

    @Test(arguments: 1...4) func digestsInStepAreThoseMadeAnew(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            var random = SeededGenerator(seed: seed)
            var now = Timestamp(utcYear: 2026, month: 1, day: 20)
            _ = try await store.days.use(rules, at: now)
            func record(_ page: ReadingBatch) async throws {
                _ = try await store.readings.record(page, group: "main", order: OriginOrder([]), now: now)
            }
            var newest = now - .days(2)
            for meter in meters {
                try await record(page(meter, "kWh", from: newest - .days(800), hours: 800 * 24, 1))
            }
            var digests = CourseDigests()
            var partials = PartialDays()
            var longPeriods = 0
            for step in 0..<25 {
                let meter = meters[step % 2]
                switch Int.random(in: 0..<5, using: &random) {
                case 0:
                    // Time passes, and one metering point goes on.
                    now = now + .days(Int.random(in: 0...40, using: &random))
                    let hours = Int((now - newest).inSeconds / 3600) - Int.random(in: 0...60, using: &random)
                    if hours > 0 {
                        try await record(page(meter, "kWh", from: newest, hours: hours, 2))
                        newest = newest + .hours(hours)
                    }
                case 1:
                    let start = newest - .hours(Int.random(in: 1...19_000, using: &random))
                    _ = try await store.readings.withdraw([
                        Withdrawal(
                            meter: meter, unit: "kWh", start: start.milliseconds, end: start.milliseconds + 3_600_000)
                    ])
                default:
                    let unit = ["kWh", "MWh"].randomElement(using: &random) ?? "kWh"
                    let start = newest - .hours(Int.random(in: 80...19_000, using: &random))
                    // Sums of whole eighths are exact in any order.
                    let value = Double(Int.random(in: 0...80, using: &random)) / 8
                    try await record(
                        page(meter, unit, from: start, hours: Int.random(in: 1...70, using: &random), value))
                }
                var (fresh, freshPartials) = (CourseDigests(), PartialDays())
                let expected = try await shown(store, &fresh, &freshPartials, at: now)
                let followed = try await shown(store, &digests, &partials, at: now)
                #expect(Set(followed).symmetricDifference(expected).sorted().prefix(4) == [], "step \(step)")
                longPeriods += expected.count { $0.contains("last_year_to_date") }
            }
            // Old months are folded, and those in which a period ends are not.
            let digest = try #require(digests.byCourse[CourseID(meter: meters[0], kind: .energy)])
            #expect(digest.isFolded(rules.calendar.month(of: now) - 6))
            #expect(!digest.isFolded(rules.calendar.month(of: now)))
            #expect(longPeriods > 0)
        }
    }

    @Test func aMeterThatIsGoneIsForgottenAsIfMadeAnew() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            let start = Timestamp(utcYear: 2026, month: 1, day: 20)
            var (digests, partials) = (CourseDigests(), PartialDays())
            _ = try await store.days.use(rules, at: start)
            let page = page(meters[0], "kWh", from: start - .days(800), hours: 799 * 24, 1)
            _ = try await store.readings.record(page, group: "main", order: OriginOrder([]), now: start)
            for months in [0, 1, 2, 3, 13, 14, 15, 26, 27] {
                let now = rules.calendar.start(of: (rules.calendar.month(of: start) + months).firstDay) + .days(20)
                var (fresh, freshPartials) = (CourseDigests(), PartialDays())
                let expected = try await shown(store, &fresh, &freshPartials, at: now)
                #expect(try await shown(store, &digests, &partials, at: now) == expected, "\(months)")
                #expect(expected.isEmpty == (months == 27))
            }
        }
    }
}
