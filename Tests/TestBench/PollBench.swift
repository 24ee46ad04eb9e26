package import Configuration
import Curl
import EnergyAPI
import Exposition
import Foundation
package import Ground
package import LineLog
import Logging
package import Metering
import NIOCore
package import Polling
package import ReadingStore
package import Simulator
package import Snapshot
import Synchronization

/// The exporter's polling against a simulator over TCP and a store on disk, with a clock that the test sets.
package final class PollBench: Sendable {
    package let server: SimulatorServer
    package let store: ReadingStore
    package let metrics = PollMetrics()
    package let published = PublishedSnapshot()
    package let events = SnapshotEvents()
    private let loop: Task<Void, Never>
    package let sink = RecordingSink()
    private let clock: Box
    private let folder: URL
    private let log: Logger
    private let paces: RequestPaces

    /// - Parameter change: configures the simulated utility.
    package init(
        now: Timestamp = Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(12),
        _ change: (inout SimulatorOptions) -> Void = { _ in }
    ) async throws {
        let clock = Box(now)
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.utility.meteringPoints = 6
        options.now = { clock.value.milliseconds }
        change(&options)
        server = try await SimulatorServer.start(options)
        folder = FileManager.default.temporaryDirectory.appending(path: "poll-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
        self.clock = clock
        log = .lines(LineLogHandler(level: .debug, sink: sink))
        paces = RequestPaces(store: store, now: { clock.value }, random: { 0.5 }, log: log)
        var loop = SnapshotLoop(
            store: store, published: published, settings: Self.settings, now: { clock.value }, log: log)
        try await loop.start()
        let started = StartedSnapshotLoop(loop)
        self.loop = Task { [events] in await started.run(events) }
    }

    /// The defaults of a configuration.
    package static let settings = SnapshotSettings(
        staleAfter: .days(10), names: [:],
        rules: DigestRules(
            calendar: MeteringCalendar(timeZone: "Europe/Stockholm") ?? MeteringCalendar(), tariffs: [.hourly]),
        invoicedMonths: 13, polled: [.timeSeries, .invoiced])

    package var now: Timestamp {
        get { clock.value }
        set { clock.value = newValue }
    }

    /// Returns one group with all customers of the simulated utility.
    package func group(
        _ name: String = "main", numbers: [String]? = nil, key: String = "secret"
    ) -> Configuration.CustomerGroup {
        .all(of: server.utility, name: name, numbers: numbers, key: key)
    }

    /// Polls the time series once.
    ///
    /// - Parameter change: changes the configuration.
    package func poll(
        _ groups: [Configuration.CustomerGroup]? = nil, _ change: (inout Configuration) -> Void = { _ in }
    ) async throws -> PollOutcome {
        try await run(groups, change) { PollLoop.timeSeries($0, $1) }
    }

    /// Polls the invoiced months once.
    package func pollInvoiced(
        _ groups: [Configuration.CustomerGroup]? = nil, _ change: (inout Configuration) -> Void = { _ in }
    ) async throws -> PollOutcome {
        try await run(groups, change) { PollLoop.invoiced($0, $1) }
    }

    /// Runs the loop of the time series as the exporter does, until `body` returns.
    ///
    /// - Parameter sink: takes the log of the loop.
    package func withRunningLoop(_ sink: any LogSink, _ body: () async throws -> Void) async throws {
        var configuration = try Configuration(customers: [group()])
        configuration.api.url = try BaseURL(server.url)
        let transport = try CurlClient(TransportOptions(configuration.api, version: "0"))
        defer { transport.shutdown() }
        let loop = PollLoop.timeSeries(
            configuration, surroundings(transport, .lines(LineLogHandler(level: .debug, sink: sink))))
        let running = Task { await loop.run() }
        try await body()
        running.cancel()
        await running.value
    }

    private func surroundings(_ transport: CurlClient, _ log: Logger) -> PollLoop.Surroundings {
        PollLoop.Surroundings(
            transport: transport, store: store, metrics: metrics,
            publish: { [events] in await events.publish(.poll($0)) }, paces: paces,
            now: { [clock] in clock.value }, random: { 0.5 }, log: log)
    }

    private func run(
        _ groups: [Configuration.CustomerGroup]?, _ change: (inout Configuration) -> Void,
        _ loop: (Configuration, PollLoop.Surroundings) -> PollLoop
    ) async throws -> PollOutcome {
        var configuration = try Configuration(customers: groups ?? [group()])
        configuration.api.url = try BaseURL(server.url)
        configuration.api.maxRetries = 0
        change(&configuration)
        let transport = try CurlClient(TransportOptions(configuration.api, version: "0"))
        defer { transport.shutdown() }
        let outcome = await loop(configuration, surroundings(transport, log)).pollOnce()
        await events.publish(.poll(.ended(outcome, next: clock.value + .hours(1))))
        return outcome
    }

    /// Returns all readings of the store, by series, in order.
    package func stored() async throws -> [SeriesID: [Reading]] {
        var stored: [SeriesID: [Reading]] = [:]
        for series in try await store.readings.contents().series {
            stored[series.id] = try await store.readings.readings(
                of: series.id, from: Timestamp(milliseconds: 0), to: now + .days(10))
        }
        return stored
    }

    /// Returns the simulated API's readings between two times, in the form of ``stored()``.
    package func visible(from: Timestamp, to: Timestamp) -> [SeriesID: [Reading]] {
        server.utility.visible(from: from, to: to, at: now)
    }

    /// Returns a scrape as text.
    package func scrape() -> String { PollBench.text(published, metrics) }

    /// Returns a scrape of any published snapshot as text.
    package static func text(_ published: PublishedSnapshot, _ metrics: PollMetrics) -> String {
        let renderer = ScrapeRenderer(published, tail: ScrapeTail { _ in metrics.families })
        let answer = renderer.answer(ContentNegotiation(accept: [], acceptEncoding: []))
        return answer.parts.map { String(buffer: $0) }.joined()
    }

    /// Stops the loop and the server, and removes the store.
    package func end() async {
        events.finish()
        await loop.value
        await server.shutdown()
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// A time that several tasks set and read.
package final class Box: Sendable {
    private let mutex: Mutex<Timestamp>
    /// Creates a box that holds `value`.
    package init(_ value: Timestamp) { mutex = Mutex(value) }
    package var value: Timestamp {
        get { mutex.withLock { $0 } }
        set { mutex.withLock { $0 = newValue } }
    }
}
