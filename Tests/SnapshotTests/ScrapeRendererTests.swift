import Exposition
import Gzip
import NIOCore
import TestSupport
import Testing

@testable import Snapshot

struct ScrapeRendererTests {
    private static func gauge(_ name: String, help: String = "Help.", _ values: [String] = ["1", "2"]) -> MetricFamily {
        MetricFamily(
            name: name, help: help, kind: .gauge,
            samples: values.map { Sample(labels: [Label(name: "metering_point", value: $0)], value: 1) })
    }

    private static let snapshot = [
        gauge("test_beta", ["735999000000000015", "a \"quoted\"\nname \\"]),
        gauge("test_alpha", help: "Says \"hello\" \\ twice."),
        gauge("test_delta"), gauge("test_chi", []), gauge("test_epsilon"),
    ]

    private static var tail: [MetricFamily] {
        let histogram = HistogramVector(name: "test_seconds", help: "Durations.", labels: [], buckets: [1, 5])
        let counter = Counter(name: "test_requests_total", help: "Requests.")
        histogram.observe(2)
        counter.increment()
        return [histogram.family(), counter.family()]
    }

    private func renderer(tail: [any ScrapedFamily] = ScrapeRendererTests.tail) throws -> ScrapeRenderer {
        let published = PublishedSnapshot(Snapshot(families: try RenderedFamilies(Self.snapshot)))
        return ScrapeRenderer(published, tail: ScrapeTail { _ in tail })
    }

    private static func negotiated(_ format: ExpositionFormat, gzip: Bool = false) -> ContentNegotiation {
        ContentNegotiation(
            accept: format == .openMetrics ? ["application/openmetrics-text"] : [], acceptEncoding: gzip ? ["gzip"] : []
        )
    }

    private func body(_ answer: ScrapeAnswer) -> [UInt8] { answer.parts.flatMap { Array($0.readableBytesView) } }

    private func familyNames(_ body: [UInt8]) -> [String] {
        String(decoding: body, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
            .map { String($0.split(separator: " ")[2]) }
    }

    @Test(arguments: [(ExpositionFormat.text, "scrape.txt"), (.openMetrics, "scrape.openmetrics.txt")])
    func theScrapeMatchesTheGoldenFile(format: ExpositionFormat, file: String) throws {
        try Golden.check(body(renderer().answer(Self.negotiated(format))), named: file)
    }

    @Test(arguments: ExpositionFormat.allCases)
    func theBodyEqualsThatOfTheEncoder(format: ExpositionFormat) throws {
        let encoder = ExpositionEncoder()
        // The snapshot's help texts are the same in both formats, which a quotation mark would not be.
        let families = Self.snapshot.map {
            let help = $0.name == "test_alpha" ? "Says 'hello' \\ twice." : $0.help
            return MetricFamily(name: $0.name, help: help, kind: $0.kind, samples: $0.samples)
        }
        let end = format.end.count
        let expected = encoder.encode(families, as: format).dropLast(end) + encoder.encode(Self.tail, as: format)
        #expect(body(try renderer().answer(Self.negotiated(format))) == Array(expected))
    }

    @Test func promtoolFindsNoFault() async throws {
        let text = body(try renderer().answer(Self.negotiated(.text)))
        let answer = try await Program("promtool").run(["check", "metrics"], input: text)
        #expect(answer.status == 0)
        #expect(answer.text + answer.errors == "")
    }

    @Test(arguments: ExpositionFormat.allCases)
    func pythonReadsIt(format: ExpositionFormat) async throws {
        let text = body(try renderer().answer(Self.negotiated(format)))
        let samples = try await PrometheusClient.read(text, asOpenMetrics: format == .openMetrics)
        #expect(samples.count == 14)
        #expect(samples.contains { $0.labels["metering_point"] == "a \"quoted\"\nname \\" })
        #expect(samples.contains { $0.help == "Says 'hello' \\ twice." })
    }

    @Test func openMetricsEndsOnce() throws {
        let text = String(decoding: body(try renderer().answer(Self.negotiated(.openMetrics))), as: UTF8.self)
        #expect(text.hasSuffix("\n# EOF\n"))
        #expect(text.split(separator: "\n").count { $0 == "# EOF" } == 1)
    }

    @Test(
        arguments: ExpositionFormat.allCases,
        [
            [], ["test_beta"], ["test_alpha", "test_epsilon"], ["test_delta", "test_epsilon", "test_requests"],
            ["test_seconds"], ["nothing"],
        ])
    func gzipHoldsThePlainBodyInOneMember(format: ExpositionFormat, names: [String]) async throws {
        let plain = body(try renderer().answer(Self.negotiated(format), names: names))
        let member = body(try renderer().answer(Self.negotiated(format, gzip: true), names: names))
        // Only one member is allowed, and its checksum is checked.
        #expect(try await gunzip(member) == plain)
        let gunzipped = try await Program("gunzip").run(["-c"], input: member)
        #expect(gunzipped.output == plain)
        #expect(gunzipped.errors == "")
    }

    @Test(arguments: [
        ([], ["test_alpha", "test_beta", "test_delta", "test_epsilon", "test_requests_total", "test_seconds"]),
        (["test_beta"], ["test_beta"]), (["test_epsilon", "test_delta"], ["test_delta", "test_epsilon"]),
        (["test_alpha", "test_alpha"], ["test_alpha"]),
        (["test_requests_total"], ["test_requests_total"]), (["test_requests"], ["test_requests_total"]),
        (["test_seconds"], ["test_seconds"]), (["test_seconds_bucket"], ["test_seconds"]),
        (["test_seconds_count", "test_beta"], ["test_beta", "test_seconds"]), (["test_chi"], []), (["nothing"], []),
        ([""], []),
    ])
    func namesSelectFamilies(names: [String], families: [String]) throws {
        #expect(familyNames(body(try renderer().answer(Self.negotiated(.text), names: names))) == families)
    }

    @Test func aSelectionOfNothingStillEndsInOpenMetrics() throws {
        let text = body(try renderer().answer(Self.negotiated(.openMetrics), names: ["nothing"]))
        #expect(text == Array("# EOF\n".utf8))
    }

    @Test(arguments: [
        (
            ExpositionFormat.text, false,
            ["Content-Type: text/plain; version=0.0.4; charset=utf-8", "Vary: Accept, Accept-Encoding"]
        ),
        (
            .openMetrics, true,
            [
                "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8", "Content-Encoding: gzip",
                "Vary: Accept, Accept-Encoding",
            ]
        ),
    ])
    func headersDescribeTheBody(format: ExpositionFormat, gzip: Bool, headers: [String]) throws {
        let answer = try renderer().answer(Self.negotiated(format, gzip: gzip))
        #expect(answer.headers.map { "\($0.name): \($0.value)" } == headers)
        #expect(answer.parts.reduce(0) { $0 + $1.readableBytes } == body(answer).count)
    }

    @Test(arguments: [
        Self.gauge("test_beta", ["other"]),
        MetricFamily(name: "test_beta_total", help: "", kind: .counter, samples: [Sample(labels: [], value: 1)]),
    ])
    func aFamilyOfTheTailThatTheSnapshotHasIsLeftOut(family: MetricFamily) throws {
        let names = familyNames(
            body(try renderer(tail: [family, Self.gauge("test_zeta")]).answer(Self.negotiated(.text))))
        #expect(names == ["test_alpha", "test_beta", "test_delta", "test_epsilon", "test_zeta"])
    }

    @Test(arguments: [false, true])
    func theSnapshotIsSentWithoutCopying(gzip: Bool) throws {
        let rendered = try RenderedFamilies(Self.snapshot)
        let renderer = ScrapeRenderer(PublishedSnapshot(Snapshot(families: rendered)), tail: ScrapeTail { _ in [] })
        func addresses(_ answer: ScrapeAnswer) -> [UnsafeRawPointer?] {
            answer.parts.map { $0.withUnsafeReadableBytes { $0.baseAddress.map { UnsafeRawPointer($0) } } }
        }
        let first = addresses(renderer.answer(Self.negotiated(.text, gzip: gzip)))
        let second = addresses(renderer.answer(Self.negotiated(.openMetrics, gzip: gzip)))
        let place = gzip ? 1 : 0
        #expect(first[place] != nil)
        #expect(first[place] == second[place])
    }

    @Test func aNewSnapshotIsServedAndTheOldOneStaysIntact() throws {
        let published = PublishedSnapshot()
        let renderer = ScrapeRenderer(published, tail: ScrapeTail { _ in [] })
        let before = renderer.answer(Self.negotiated(.text))
        published.publish(Snapshot(families: try RenderedFamilies([Self.gauge("test_alpha")])))
        let between = renderer.answer(Self.negotiated(.text))
        published.publish(Snapshot(families: try RenderedFamilies([Self.gauge("test_beta")])))
        let after = renderer.answer(Self.negotiated(.text))
        #expect(body(before).isEmpty)
        #expect(familyNames(body(between)) == ["test_alpha"])
        #expect(familyNames(body(after)) == ["test_beta"])
    }

    @Test func theTailIsRenderedForEachScrape() throws {
        let counter = Counter(name: "test_scrapes_total", help: "Scrapes.")
        let renderer = ScrapeRenderer(PublishedSnapshot(), tail: ScrapeTail { _ in [counter] })
        for count in 0..<3 {
            let text = String(decoding: body(renderer.answer(Self.negotiated(.text))), as: UTF8.self)
            #expect(text.hasSuffix("test_scrapes_total \(count)\n"))
            counter.increment()
        }
    }

    /// Parts of the tail that change, stay, and change again, and are compressed only as they do.
    @Test(arguments: ExpositionFormat.allCases)
    func gzipFollowsBothPartsOfTheTail(format: ExpositionFormat) async throws {
        let settled = Counter(name: "test_polls_total", help: "Polls.")
        let moving = Counter(name: "test_scrapes_total", help: "Scrapes.")
        let renderer = ScrapeRenderer(
            PublishedSnapshot(Snapshot(families: try RenderedFamilies(Self.snapshot))),
            tail: ScrapeTail { _ in
                [settled]
            } moving: {
                [moving]
            })
        for round in 0..<4 {
            if round % 2 == 1 { settled.increment() }
            moving.increment()
            for names in [[], ["test_polls_total"], ["test_scrapes", "test_beta"]] {
                let plain = body(renderer.answer(Self.negotiated(format), names: names))
                let member = body(renderer.answer(Self.negotiated(format, gzip: true), names: names))
                #expect(try await gunzip(member) == plain)
            }
        }
    }

    @Test func onlyGaugesWithDistinctValidNamesMakeASnapshot() {
        #expect(throws: RenderedFamilies.Failure.notGauge("test_requests_total")) {
            try RenderedFamilies([MetricFamily(name: "test_requests_total", help: "", kind: .counter)])
        }
        #expect(throws: RenderedFamilies.Failure.twice("test_alpha")) {
            try RenderedFamilies([Self.gauge("test_alpha"), Self.gauge("test_alpha")])
        }
        #expect(throws: RenderedFamilies.Failure.badName("test a")) { try RenderedFamilies([Self.gauge("test a")]) }
    }
}
