import Configuration
import Exposition
import Ground
import LineLog
import Metering
import NIOCore
import Polling
import ReadingStore
import Simulator
import Synchronization
import TestBench
import TestSupport
import Testing

@testable import Snapshot

/// One loop builds the snapshot, whatever happens at the same time.
@Suite(.timeLimit(.minutes(5))) struct SnapshotLoopTests {
    private func text(_ snapshot: Snapshot) -> String { String(buffer: snapshot.families.plain) }

    /// A snapshot's bytes and its values must agree.
    private func faults(of snapshot: Snapshot) -> [String] {
        guard let input = snapshot.input else { return [] }
        let text = text(snapshot)
        var faults: [String] = []
        for (point, name) in input.settings.names where !input.contents.meters.isEmpty {
            if !text.contains("metering_point=\"\(point)\"") { continue }
            if !text.contains("name=\"\(name)\"") { faults.append("the name of another reload is shown") }
        }
        for series in input.freshSeries {
            let line =
                "oresundskraft_timeseries_period_end_timestamp_seconds{delivery_category=\""
                + "\(series.id.meter.deliveryCategory)\",metering_point=\"\(series.id.meter.meteringPoint)\","
                + "microproduction=\"\(series.id.meter.microproduction)\",unit=\"\(series.id.unit)\"} "
            let shown = text.firstRange(of: line).map { text[$0.upperBound...].prefix { $0 != "\n" } } ?? ""
            if Double(shown) != series.newest.end.seconds { faults.append("\(series.id) shows \(shown)") }
        }
        for (endpoint, status) in input.polls {
            let up = status.newest.map {
                "oresundskraft_up{endpoint=\"\(endpoint.rawValue)\"} \($0.isSuccess ? 1 : 0)\n"
            }
            if let up, !text.contains(up) { faults.append("up of \(endpoint) is another poll's") }
        }
        if !input.contents.series.isEmpty, !snapshot.isReady { faults.append("stored readings and not ready") }
        return faults
    }

    @Test func underManyPollsReloadsAndScrapesEachAnswerIsOneSnapshot() async throws {
        let bench = try await PollBench {
            $0.utility.meteringPoints = 4
            $0.utility.irregularities = Irregularities(estimated: 0.3)
        }
        let storm = Storm()
        let renderer = ScrapeRenderer(bench.published, tail: ScrapeTail { _ in [] })
        let scrapes = (0..<3).map { _ in
            Task { [self] () -> [String] in
                var newest: Int64 = 0
                var wasReady = false
                var found: Set<String> = []
                while !storm.isOver {
                    let snapshot = bench.published.current
                    found.formUnion(faults(of: snapshot))
                    let scrape = renderer.answer(ContentNegotiation(accept: [], acceptEncoding: []))
                    let reloads = Set(
                        scrape.parts.map { String(buffer: $0) }.joined().matches(of: /name="(reload \d+)"/).map(\.1))
                    if reloads.count > 1 { found.insert("a scrape shows the names of two reloads") }
                    let change = snapshot.input?.contents.change ?? 0
                    if change < newest { found.insert("a snapshot went back to the past") }
                    if wasReady, !snapshot.isReady { found.insert("ready was taken back") }
                    newest = max(newest, change)
                    wasReady = snapshot.isReady
                    storm.countScrape()
                    await Task.yield()
                }
                return found.sorted()
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for round in 0..<12 {
                    let outcome = try await bench.poll { $0.timeSeries.lookback = .days(12) }
                    // The poll's line in the log comes after this point, so the scrape must include it.
                    let status = try #require(bench.published.current.input?.polls[.timeSeries])
                    let newest = try #require(status.newest)
                    let lastSuccess = try #require(status.lastSuccess)
                    #expect(newest.start >= outcome.start, "round \(round)")
                    #expect(lastSuccess >= outcome.end)
                    bench.now = bench.now + .hours(7)
                }
            }
            tasks.addTask {
                for _ in 0..<12 { _ = try await bench.pollInvoiced() }
            }
            tasks.addTask {
                for reload in 0..<60 {
                    var settings = PollBench.settings
                    for point in bench.server.utility.objects.map(\.meteringPoint) {
                        settings.names[point] = "reload \(reload)"
                    }
                    await bench.events.publish(.settings(settings))
                    bench.events.send(.poll(.stored))
                    bench.events.send(.time)
                }
            }
            try await tasks.waitForAll()
        }
        storm.end()
        for scrape in scrapes { #expect(await scrape.value.isEmpty) }
        #expect(storm.scrapes > 0)

        // The result of many events equals that of a fresh start on the store.
        await bench.events.publish(.settings(PollBench.settings))
        let other = PublishedSnapshot()
        var fresh = SnapshotLoop(
            store: bench.store, published: other, settings: PollBench.settings, now: { [now = bench.now] in now },
            log: RecordingSink().logger())
        try await fresh.start()
        for family in ["timeseries_value", "period_value", "period_missing_seconds", "peak_power_watts"] {
            let lines = { (text: String) in
                text.split(separator: "\n").filter { $0.hasPrefix("oresundskraft_\(family){") }
            }
            #expect(lines(text(bench.published.current)) == lines(text(other.current)))
            #expect(!lines(text(other.current)).isEmpty)
        }
        await bench.end()
    }

    @Test func aPollsLineIsWrittenOnceItsSnapshotCanBeScraped() async throws {
        let bench = try await PollBench()
        let sink = ScrapingSink(bench)
        try await bench.withRunningLoop(sink) {
            try await eventually("the poll's line") { !sink.scrapes.isEmpty }
        }
        let scrape = try #require(sink.scrapes.first)
        #expect(scrape.contains("oresundskraft_up{endpoint=\"timeseries\"} 1\n"))
        #expect(scrape.contains("oresundskraft_last_success_timestamp_seconds{endpoint=\"timeseries\"} "))
        #expect(scrape.contains("oresundskraft_timeseries_value{"))
        await bench.end()
    }

    @Test func afterAFailedBuildTheFiguresMatchTheServedBytes() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        let before = bench.published.current
        bench.store.close()
        bench.now = bench.now + .hours(1)
        let outcome = PollOutcome(endpoint: .timeSeries, start: bench.now, groups: [GroupOutcome(group: "main")])
        await bench.events.publish(.poll(.ended(outcome, next: bench.now + .hours(1))))
        await bench.events.publish(.poll(.began(.timeSeries, at: bench.now + .hours(1))))
        let after = bench.published.current
        #expect(after.families.plain == before.families.plain)
        #expect(
            after.input?.polls[.timeSeries]?.newest?.start == before.input?.polls[.timeSeries]?.newest?.start)
        #expect(after.input?.polls[.timeSeries]?.lastSuccess == before.input?.polls[.timeSeries]?.lastSuccess)
        #expect(after.input?.polls[.timeSeries]?.turn == .underWay(since: bench.now + .hours(1)))
        await bench.end()
    }

    @Test func aLoopThatHasEndedLeavesNoSenderWaiting() async throws {
        let bench = try await PollBench()
        await bench.end()
        await bench.events.publish(.time)
        await bench.events.publish(.poll(.stored))
    }

    @Test func pollTimesShowWithoutARebuild() async throws {
        let bench = try await PollBench()
        let before = bench.published.current
        await bench.events.publish(.poll(.began(.timeSeries, at: bench.now)))
        let snapshot = bench.published.current
        #expect(snapshot.input?.polls[.timeSeries]?.turn == .underWay(since: bench.now))
        #expect(snapshot.families.plain == before.families.plain)
        await bench.end()
    }
}

/// State that the tasks of a storm share.
private final class Storm: Sendable {
    private let state = Mutex((isOver: false, scrapes: 0))

    var isOver: Bool { state.withLock { $0.isOver } }
    var scrapes: Int { state.withLock { $0.scrapes } }
    func countScrape() { state.withLock { $0.scrapes += 1 } }
    func end() { state.withLock { $0.isOver = true } }
}

/// Scrapes whenever the line of a poll is written, before the writer can go on.
private final class ScrapingSink: LogSink {
    private let bench: PollBench
    private let taken = Mutex<[String]>([])

    init(_ bench: PollBench) { self.bench = bench }

    var scrapes: [String] { taken.withLock { $0 } }

    func write(line: [UInt8]) {
        guard String(decoding: line, as: UTF8.self).contains("msg=\"poll done") else { return }
        taken.withLock { $0.append(bench.scrape()) }
    }
}
