import Exposition
import Gzip
import Metering
import NIOCore
import Polling
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

/// `/metrics?group=NAME`: the lines of some customer groups.
struct GroupScrapeTests {
    private static let office = SampleSnapshot.meter("735999000000000022")
    private static let boiler = SampleSnapshot.meter("735999000000000015", "FJV")
    private static let changed = SampleSnapshot.meter("735999000000000046", "FJV")

    private static let roof = SampleSnapshot.meter("735999000000000022", production: true)

    /// The office, and what it feeds in, belong to both groups, the boiler to one, the changed meter to the other, and all others
    /// to none.
    private static var input: SnapshotInput {
        var input = SampleSnapshot.input
        input.settings.groups = [
            GroupScope(name: "main", numbers: ["0100001"]),
            GroupScope(
                name: "second", numbers: ["100001", "100002"],
                meteringPoints: [office.meteringPoint, changed.meteringPoint]),
            GroupScope(name: "third", numbers: ["100003"]),
        ]
        return input
    }

    private let published = PublishedSnapshot()
    /// Counts renderings.
    private let renderings = Counter(name: "renderings_total", help: "")

    init() throws {
        published.publish(try snapshot(Self.input))
    }

    private func snapshot(_ input: SnapshotInput) throws -> Snapshot {
        let groups = GroupFamilies(input) { [renderings] part in
            renderings.increment()
            return try RenderedFamilies(part, SnapshotFamilies.sectionsOfGroups)
        }
        return Snapshot(
            families: try RenderedFamilies(input, SnapshotFamilies.sections), groups: groups, input: input)
    }

    private var renderer: ScrapeRenderer {
        ScrapeRenderer(
            published, tail: ScrapeTail { _ in [MetricFamily.gauge("test_tail", "Of the process.", 1)] })
    }

    private func answer(
        _ groups: [String], names: [String] = [], _ format: ExpositionFormat = .text, gzip: Bool = false
    ) async throws -> [UInt8] {
        let negotiated = ContentNegotiation(
            accept: format == .openMetrics ? ["application/openmetrics-text"] : [], acceptEncoding: gzip ? ["gzip"] : []
        )
        let answer = try await renderer.answer(negotiated, groups: groups, names: names)
        return answer.parts.flatMap { Array($0.readableBytesView) }
    }

    private func lines(_ body: [UInt8]) -> [String] {
        String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The samples of the whole snapshot that name one of the meters, or one of the groups by a label.
    private func expected(_ meters: [MeterID], _ groups: [String]) throws -> Set<String> {
        let text = ExpositionEncoder().encode(SnapshotFamilies.families(Self.input), as: .text)
        return Set(
            lines(text).filter { line in
                !line.hasPrefix("#")
                    && (groups.contains { line.contains("group=\"\($0)\"") }
                        || meters.contains {
                            line.contains("metering_point=\"\($0.meteringPoint)\"")
                                && line.contains("microproduction=\"\($0.microproduction)\"")
                        })
            })
    }

    @Test(arguments: [
        (["main"], [Self.office, Self.roof, Self.boiler]), (["second"], [Self.office, Self.roof, Self.changed]),
        (["main", "second"], [Self.office, Self.roof, Self.boiler, Self.changed]),
        (["second", "main", "main"], [Self.office, Self.roof, Self.boiler, Self.changed]), (["third"], []),
    ])
    func aGroupHasTheLinesOfItsMetersAndOfItself(groups: [String], meters: [MeterID]) async throws {
        let samples = lines(try await answer(groups)).filter { !$0.hasPrefix("#") }
        #expect(Set(samples) == (try expected(meters, groups)))
        #expect(Set(samples).count == samples.count)
    }

    @Test func aMeterBelongsToTheGroupOfItsCustomerOrOfItsAnswer() {
        func groups(
            _ number: String?, of group: String = "mother", _ scopes: GroupScope..., category: String = "EL"
        ) -> Set<String>? {
            let meter = StoredMeter(
                id: SampleSnapshot.meter("735999000000000022", category), group: group,
                facts: MeterFacts(customerNumber: number), maxEffects: [])
            return GroupScope.groups(of: [meter], scopes)[meter.id]
        }
        let mother = GroupScope(name: "mother", numbers: ["1"], hasSubsidiaries: true)
        let alone = GroupScope(name: "alone", numbers: ["2"], deliveryCategories: ["EL"])
        #expect(groups("1", mother, alone) == ["mother"])
        #expect(groups("002", mother, alone) == ["alone"])
        #expect(groups("2", mother, alone, category: "FJV") == nil)
        #expect(groups("7", mother, alone) == ["mother"])
        #expect(groups(nil, mother, alone) == ["mother"])
        #expect(groups("7", of: "alone", mother, alone) == nil)
        #expect(groups(nil, of: "gone", mother, alone) == nil)
    }

    @Test func linesOfNoMeterOrGroupComeOnlyWithoutAGroup() async throws {
        let text = lines(try await answer(["main", "second", "third"])).joined(separator: "\n")
        for name in ["oresundskraft_up", "oresundskraft_store_size_bytes", "test_tail"] {
            #expect(!text.contains(name), "\(name)")
        }
        #expect(text.contains("oresundskraft_customer_group_up"))
    }

    @Test(arguments: [["main"], ["main", "second"]])
    func eachFamilyOccursOnceAndInOrder(groups: [String]) async throws {
        let heads = lines(try await answer(groups)).filter { $0.hasPrefix("# TYPE") }
        #expect(heads == heads.sorted())
        #expect(Set(heads).count == heads.count)
        let checked = try await Program("promtool").run(["check", "metrics"], input: answer(groups))
        #expect(checked.status == 0)
        #expect(checked.text + checked.errors == "")
    }

    @Test(arguments: ExpositionFormat.allCases, [[], ["oresundskraft_power_watts"], ["nothing"]])
    func gzipHoldsThePlainBodyInOneMember(format: ExpositionFormat, names: [String]) async throws {
        let groups = ["second", "main"]
        let plain = try await answer(groups, names: names, format)
        let gunzipped = try await Program("gunzip").run(
            ["-c"], input: answer(groups, names: names, format, gzip: true))
        #expect(gunzipped.output == plain)
        #expect(gunzipped.errors == "")
        #expect(plain.suffix(6) == Array("# EOF\n".utf8) || format == .text)
        if !names.isEmpty {
            let families = lines(plain).filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] }
            #expect(families == names.filter { $0 != "nothing" }.map { Substring($0) })
        }
    }

    @Test func anUnconfiguredGroupIsAnError() async throws {
        for groups in [["nobody"], ["main", "nobody"], [""]] {
            let error = await #expect(throws: UnknownGroup.self) { _ = try await answer(groups) }
            #expect(error?.name == groups.last)
        }
        published.publish(Snapshot())
        await #expect(throws: UnknownGroup(name: "main")) { _ = try await answer(["main"]) }
    }

    @Test func eachPieceIsRenderedOnceForASnapshot() async throws {
        try await withThrowingTaskGroup { tasks in
            for number in 0..<60 {
                let groups = [["main"], ["second"], ["main", "second"]][number % 3]
                tasks.addTask { _ = try await answer(groups, gzip: number % 2 == 0) }
            }
            try await tasks.waitForAll()
        }
        // What is main's alone, second's alone, and what both share.
        #expect(renderings.family().samples[0].value == 3)
        var polling = published.current
        polling = polling.with(turn: .underWay(since: SampleSnapshot.now), of: .timeSeries)
        published.publish(polling)
        _ = try await answer(["main"])
        #expect(renderings.family().samples[0].value == 3)
        published.publish(try snapshot(Self.input))
        _ = try await answer(["main"])
        #expect(renderings.family().samples[0].value == 5)
    }
}
