import Exposition
import Foundation
import Ground
import Metering
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

/// Years beside one another, from a store on disk to families.
struct LongPeriodTests {
    private let meter = SampleSnapshot.meter("735999000000000015")
    private var rules: DigestRules { PollBench.settings.rules }
    /// The newest reading ends at 02:00 by the civil clock.
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(9)
    private let newest = Timestamp(utcYear: 2026, month: 10, day: 20)

    /// Hours of one kWh from a time to the newest, but for those that a test leaves out.
    private func page(from: Timestamp, without isLeftOut: (Timestamp) -> Bool = { _ in false }) -> ReadingBatch {
        .hours(of: meter, from..<newest, without: isLeftOut)
    }

    private func with(
        _ page: ReadingBatch, deletedBefore cutoff: Timestamp? = nil, _ rules: DigestRules? = nil,
        at now: Timestamp? = nil, thenBy later: DigestRules? = nil, _ body: (SnapshotInput) -> Void
    ) async throws {
        var rules = rules ?? self.rules
        let now = now ?? self.now
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            _ = try await store.days.use(rules, at: now)
            _ = try await store.readings.record(page, group: "main", order: OriginOrder([]), now: now)
            if let cutoff { _ = try await store.readings.delete(before: cutoff) }
            if let later {
                rules = later
                _ = try await store.days.use(rules, at: now)
                while try await store.days.makeSome() > 0 {}
            }
            let contents = try await store.readings.contents()
            var digests = CourseDigests()
            try await digests.update(
                to: contents, in: store, by: rules, try await store.days.use(rules, at: now), at: now)
            var partials = PartialDays()
            try await partials.update(
                StoredCourse.all(of: contents.series), digests.byCourse, in: store, by: rules, at: now)
            var settings = PollBench.settings
            settings.rules = rules
            body(
                SnapshotInput(
                    now: now, contents: contents, polls: [:], storeSize: 0, settings: settings,
                    digests: digests.byCourse, made: digests.made, partials: partials.byCourse,
                    invoices: StoredInvoices()))
        }
    }

    /// Values by period.
    private func shown(_ input: SnapshotInput, _ family: String) -> [String: Double] {
        let samples = SnapshotFamilies.families(input).first { $0.name == "oresundskraft_period_\(family)" }?.samples
        return Dictionary(
            (samples ?? []).map { sample in
                (sample.labels.first { $0.name == "period" }?.value ?? "", sample.value)
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func sumsOfYearsAreThoseOfTheirHours() async throws {
        try await with(page(from: Timestamp(utcYear: 2024, month: 1, day: 1))) { input in
            let values = shown(input, "value")
            #expect(values["last_year"] == 8760)
            #expect(values["same_month_last_year"] == 745.0)
            #expect(values["last_month_last_year"] == 720.0)
            #expect(values["rolling_year"] == 8760)
            // Up to 20 October 2025, 02:00: the hours of that day too.
            #expect(values["same_month_last_year_to_date"] == 19.0 * 24 + 2)
            #expect(values["last_year_to_date"] == values["this_year"])
            #expect(shown(input, "energy_joules")["last_year_to_date"].map { $0 / 3.6e6 } == values["this_year"])
            #expect(shown(input, "missing_seconds")["last_year"] == 0)
            #expect(
                shown(input, "comparable")
                    == ["last_month": 1, "this_month": 1, "this_year": 1, "rolling_year": 1])
        }
    }

    @Test func periodsWithMoreThanAHundredthMissingAreNotComparable() async throws {
        let hole = Timestamp(utcYear: 2025, month: 9, day: 3)..<Timestamp(utcYear: 2025, month: 9, day: 5)
        try await with(page(from: Timestamp(utcYear: 2024, month: 1, day: 1), without: hole.contains)) { input in
            #expect(
                shown(input, "comparable")
                    == ["last_month": 0, "this_month": 1, "this_year": 1, "rolling_year": 1])
            #expect(shown(input, "gap_seconds")["last_month_last_year"] == 172_800)
        }
    }

    @Test func aHistoryOfThreeDaysHasNoYears() async throws {
        try await with(page(from: newest - .days(3))) { input in
            let periods = Set(shown(input, "value").keys)
            #expect(periods.isSubset(of: ["today", "yesterday", "this_month", "this_year"]))
            #expect(shown(input, "comparable").values.allSatisfy { $0 == 0 })
        }
    }

    @Test func aMeterWhoseReadingsAreAllGoneKeepsItsYears() async throws {
        let page = page(from: Timestamp(utcYear: 2024, month: 1, day: 1))
        try await with(page, deletedBefore: newest + .days(2)) { input in
            #expect(input.contents.series.map(\.isRemoved) == [true])
            let values = shown(input, "value")
            #expect(values["last_year"] == 8760)
            #expect(values["rolling_year"] != nil)
            #expect(values["this_month"] == 458)
            // No gap is made up between the last reading and the end of its day.
            #expect(shown(input, "gap_seconds").values.allSatisfy { $0 == 0 })
            #expect(values["last_year_to_date"] == nil)
            #expect(shown(input, "energy_joules")["last_year"] == 8760 * 3.6e6)
            let families = SnapshotFamilies.families(input)
            let names = Set(families.filter { !$0.samples.isEmpty }.map(\.name))
            #expect(names.contains("oresundskraft_metering_point_info"))
            #expect(!names.contains("oresundskraft_timeseries_value"))
            #expect(!names.contains("oresundskraft_power_watts"))
            let later = input.contents.forgetting(before: newest + .days(1))
            #expect(later.series.isEmpty && later.meters.isEmpty)
        }
    }

    @Test(arguments: [(12, true, false), (14, true, false), (15, false, false), (1, true, true)])
    func aRollingYearIsAbsentOnceItBeganBeforeTheKeptSums(
        months: Int, isShown: Bool, isCompared: Bool
    ) async throws {
        let page = page(from: Timestamp(utcYear: 2023, month: 1, day: 1))
        let month = rules.calendar.month(of: now) + months
        try await with(page, at: rules.calendar.start(of: month.firstDay) + .days(19)) { input in
            #expect(shown(input, "value")["rolling_year"] == (isShown ? 8760 : nil))
            #expect(shown(input, "comparable")["rolling_year"] == (isCompared ? 1 : nil))
        }
    }

    @Test func aDayWhoseReadingsAreGoneHasNoBeginning() async throws {
        let cutoff = Timestamp(utcYear: 2026, month: 1, day: 1)
        try await with(page(from: Timestamp(utcYear: 2024, month: 1, day: 1)), deletedBefore: cutoff) { input in
            let values = shown(input, "value")
            #expect(values["last_year"] == 8760)
            #expect(values["rolling_year"] == 8760)
            #expect(values["last_year_to_date"] == nil)
            #expect(shown(input, "comparable") == ["last_month": 1, "rolling_year": 1])
        }
    }

    @Test(arguments: [(2026, 10, 5), (2025, 12, 31), (2026, 10, 25)])
    func ofDaysThatNobodyCanSumByAnotherClockNoPeriodCountsAPart(year: Int64, month: Int64, day: Int64) async throws {
        let cutoff = Timestamp(utcYear: year, month: month, day: day)
        var later = rules
        later.periodClock = .normal
        let page = page(from: Timestamp(utcYear: 2024, month: 1, day: 1))
        try await with(page, deletedBefore: cutoff, thenBy: later) { input in
            let values = shown(input, "value")
            #expect(values["last_year"] == nil && values["rolling_year"] == nil)
            #expect(values["this_year"] == (year == 2025 ? 7009 : nil))
            #expect(values["last_month"] == (year == 2025 ? 720 : nil))
            #expect(values["this_month"] == (year == 2025 ? 457 : nil))
            #expect(shown(input, "comparable")["rolling_year"] == nil)
            #expect(shown(input, "gap_seconds").values.allSatisfy { $0 == 0 })
        }
    }

    @Test func periodsAndFamiliesThatAreSwitchedOffAreLeftOut() async throws {
        var few = rules
        few.periods = [.thisMonth, .today]
        try await with(page(from: Timestamp(utcYear: 2024, month: 1, day: 1)), few) { input in
            #expect(Set(shown(input, "value").keys) == ["today", "this_month"])
            #expect(shown(input, "comparable").isEmpty)
            var input = input
            input.settings.families = ["oresundskraft_period_value"]
            let names = SnapshotFamilies.families(input).filter { !$0.samples.isEmpty }.map(\.name)
            #expect(names.contains("oresundskraft_period_value"))
            #expect(!names.contains("oresundskraft_timeseries_value"))
            #expect(!names.contains("oresundskraft_period_missing_seconds"))
            #expect(names.contains("oresundskraft_store_size_bytes"))
        }
    }

    @Test func sumsThatAreNotMadeAreAbsent() async throws {
        try await with(page(from: newest - .days(40))) { input in
            var input = input
            input.made = MadeDays(sums: false, peaks: [false])
            let names = SnapshotFamilies.families(input).filter { !$0.samples.isEmpty }.map(\.name)
            #expect(!names.contains { $0.hasPrefix("oresundskraft_period_") || $0.contains("peak") })
            #expect(names.contains("oresundskraft_timeseries_value"))
        }
    }

    // MARK: Facts

    @Test func factsFromTheConfigurationWin() {
        var input = SampleSnapshot.input
        let point = "735999000000000015"
        input.settings.facts[point] = GivenFacts(
            name: "Pannrum", property: "Ängen 1", costCenter: "4711", network: "Helsingborg", labels: ["owner": "skola"]
        )
        input.settings.areas = ["Ängen 1": 1250.5]
        let families = SnapshotFamilies.families(input)
        func samples(_ name: String) -> [Sample] {
            families.first { $0.name == "oresundskraft_\(name)" }?.samples ?? []
        }
        let info = samples("metering_point_info").first {
            $0.labels.contains(Label(name: "metering_point", value: point))
        }
        for (name, value) in [
            ("name", "Pannrum"), ("property", "Ängen 1"), ("cost_center", "4711"), ("network", "Helsingborg"),
            ("owner", "skola"),
        ] { #expect(info?.labels.contains(Label(name: name, value: value)) == true, "\(name)") }
        #expect(
            samples("property_area_square_meters") == [
                Sample(labels: [Label(name: "property", value: "Ängen 1")], value: 1250.5)
            ])
    }

    @Test func namesWithoutAMeterAreNamed() throws {
        var input = SampleSnapshot.input
        input.settings.facts["735999000000009999"] = GivenFacts(property: "Ängen 2")
        input.settings.areas = ["Ängen 3": 1]
        input.settings.rules.tariffs[1].deliveryCategories = ["EI"]
        #expect(input.unanswered.map(\.text) == ["735999000000009999", "EI", "Ängen 3"])
        for index in input.contents.meters.indices { input.contents.meters[index].facts.customerNumber = "100001" }
        let meter = try #require(input.contents.meters.first)
        input.settings.groups = [
            GroupScope(name: "one", numbers: ["100001"], deliveryCategories: [meter.id.deliveryCategory, "FJW"]),
            // What another group has does not answer for this one.
            GroupScope(name: "other", numbers: ["999999"], deliveryCategories: [meter.id.deliveryCategory]),
        ]
        #expect(
            input.unanswered.suffix(3).map { "\($0.key): \($0.text)" } == [
                "delivery_categories of the group one: FJW",
                "delivery_categories of the group other: \(meter.id.deliveryCategory)", "properties: Ängen 3",
            ])
        input.polls = [:]
        #expect(input.unanswered.isEmpty)
    }
}
