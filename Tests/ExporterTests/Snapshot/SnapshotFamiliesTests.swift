import EnergyAPI
import Exposition
import Metering
import ReadingStore
import TestSupport
import Testing

@testable import Exporter

@Suite struct SnapshotFamiliesTests {
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20)

    private func meter(_ point: String, _ category: String = "EL", production: Bool = false) -> MeterID {
        MeterID(meteringPoint: point, deliveryCategory: category, microproduction: production)
    }

    private func series(
        _ meter: MeterID, _ unit: String, _ value: Double, ending end: Duration = .hours(-24),
        length: Duration = .minutes(15),
        status: String = "Processed"
    ) -> StoredSeries {
        StoredSeries(
            id: SeriesID(meter: meter, unit: unit),
            newest: Reading(start: now + end - length, end: now + end, value: value, status: status))
    }

    private var input: SnapshotInput {
        let boiler = meter("735999000000000015", "FJV")
        let office = meter("735999000000000022")
        let roof = meter("735999000000000022", production: true)
        let gone = meter("735999000000000039", "GAS")
        let odd = meter("73\"59\\99\n😀")
        var outcome = PollOutcome(endpoint: "timeseries", start: now - .minutes(5), duration: .milliseconds(2500))
        var main = GroupOutcome(group: "main")
        main.results = [.ok]
        var second = GroupOutcome(group: "second")
        second.results = [.ok, .unauthorized]
        second.errors = ["the API refused the subscription key (HTTP 401)"]
        outcome.groups = [main, second]
        return SnapshotInput(
            now: now,
            contents: StoreContents(
                meters: [
                    StoredMeter(
                        id: boiler,
                        facts: MeterFacts(customerNumber: "100001", installationNumber: "I7", settlement: "FRB"),
                        maxEffects: [MaxEffect(time: now - .days(3), value: 42.5, unit: "kW")]),
                    StoredMeter(
                        id: office, facts: MeterFacts(customerNumber: "100001", rateCode: "80A", subscribedEffect: 63),
                        maxEffects: []),
                    StoredMeter(id: roof, facts: MeterFacts(customerNumber: "100001"), maxEffects: []),
                    StoredMeter(
                        id: gone, facts: MeterFacts(customerNumber: "100002"),
                        maxEffects: [MaxEffect(time: now - .days(30), value: 1, unit: "kW")]),
                    StoredMeter(id: odd, facts: MeterFacts(), maxEffects: []),
                ],
                series: [
                    series(boiler, "kWh", 12.5, length: .hours(1)), series(boiler, "m3", 0.25, length: .hours(1)),
                    series(office, "kWh", 3.75), series(roof, "kWh", 0, status: "Estimated"),
                    series(gone, "m3", 7, ending: .days(-11)), series(odd, "", 1),
                ]),
            endpoints: [
                "timeseries": EndpointStatus(newest: outcome, lastSuccess: now - .hours(2))
            ],
            storeSize: 81_920, staleAfter: .days(10), names: ["735999000000000015": "Boiler house"])
    }

    @Test func theSnapshotIsAsTheGoldenFileSays() throws {
        let families = ReadingFamilies.families(input) + PollFamilies.families(input)
        let encoder = ExpositionEncoder()
        try Golden.check(encoder.encode(families, as: .text), named: "snapshot.prom")
    }

    @Test func thePageIsAsTheGoldenFileSays() throws {
        let page = StatusPage(input: input, version: "0.0.0", telemetryPath: "/metrics", timeZone: "Europe/Stockholm")
        try Golden.check(Array(page.html.utf8), named: "status-page.html")
    }

    @Test func aSeriesThatGotNothingForLongIsNoLongerShown() {
        #expect(!input.freshSeries.contains { $0.id.meter.deliveryCategory == "GAS" })
        let names = ReadingFamilies.families(input).filter { family in
            family.samples.contains { $0.labels.contains(Label(name: "delivery_category", value: "GAS")) }
        }.map(\.name)
        #expect(names == ["oresundskraft_metering_point_info"])
    }

    @Test func theNextChangeByTimeAloneIsWhenTheOldestShownGoesStale() {
        #expect(input.nextStale == now + .days(9))
    }

    @Test func beforeTheFirstPollThereIsNoUp() {
        var input = input
        input.endpoints = ["timeseries": EndpointStatus(lastSuccess: now)]
        let families = PollFamilies.families(input).filter { !$0.samples.isEmpty }.map(\.name)
        #expect(families == ["oresundskraft_last_success_timestamp_seconds", "oresundskraft_store_size_bytes"])
    }

    @Test func whatAPageShowsIsEscaped() {
        var input = input
        input.names["735999000000000022"] = "<script>alert('x')</script> & \"more\""
        let page = StatusPage(input: input, version: "0", telemetryPath: "/metrics", timeZone: "Europe/Stockholm")
        #expect(!page.html.contains("<script>alert"))
        #expect(page.html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;"))
    }

    @Test func aLongPageIsCutAndSaysSo() {
        var input = input
        input.contents.series = (0..<1500).map { series(meter("735999\(100_000_000_000 + $0)"), "kWh", 1) }
        let page = StatusPage(input: input, version: "0", telemetryPath: "/metrics", timeZone: "Europe/Stockholm")
        #expect(page.html.contains("500 more are left out here; the metrics hold them all."))
    }
}
