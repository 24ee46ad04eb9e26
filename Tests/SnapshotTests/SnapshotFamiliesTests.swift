import Exposition
import Ground
import Metering
import Polling
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

struct SnapshotFamiliesTests {
    private let now = SampleSnapshot.now
    private let input = SampleSnapshot.input

    @Test func theSnapshotMatchesTheGoldenFile() throws {
        let encoder = ExpositionEncoder()
        try Golden.check(encoder.encode(SnapshotFamilies.families(input), as: .text), named: "snapshot.prom")
    }

    @Test func aSeriesWithoutRecentReadingsIsNoLongerShown() {
        #expect(!input.freshSeries.contains { $0.id.meter.deliveryCategory == "GAS" })
        let names = ReadingFamilies.families(input).filter { family in
            family.samples.contains { $0.labels.contains(Label(name: "delivery_category", value: "GAS")) }
        }.map(\.name)
        #expect(names == ["oresundskraft_metering_point_info"])
    }

    @Test func theNextChangeIsMidnightOrTheStalenessOfTheOldestSeries() {
        #expect(input.nextChange == Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(22))
        var input = input
        input.settings.staleAfter = .hours(30)
        #expect(input.nextChange == now + .hours(6))
    }

    @Test func beforeTheFirstPollThereIsNoUp() {
        var input = input
        input.polls = [.timeSeries: PollStatus(lastSuccess: now)]
        let families = PollFamilies.families(input).filter { !$0.samples.isEmpty }.map(\.name)
        #expect(families == ["oresundskraft_last_success_timestamp_seconds", "oresundskraft_store_size_bytes"])
    }
}

extension SnapshotFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] { sections.flatMap { $0(input) } }
}
