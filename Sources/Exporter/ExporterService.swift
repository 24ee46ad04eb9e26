package import Configuration
import Curl
import Exposition
import Ground
package import HTTPServer
package import Logging
import Metering
import Polling
import ReadingStore
import RemoteWrite
import ServiceLifecycle
import Snapshot
import StatusPage
import UnixSignals
import WebSecurity

/// The exporter as a whole: polls, stores, and answers scrapes, until it is told to stop.
///
/// ```swift
/// let service = try await ExporterService.start(configuration: configuration, options: options, logger: logger)
/// try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
package struct ExporterService: Service {
    /// The addresses of the web server; a port given as 0 is replaced by the real one.
    package var addresses: [ListenAddress] { server.addresses }

    private let server: BoundServer
    private let health: HealthServers
    private let store: ReadingStore
    private let published: PublishedSnapshot
    private let snapshots: StartedSnapshotLoop
    private let events: SnapshotEvents
    private let metrics: PollMetrics
    private let reloader: Reloader
    private let paces: RequestPaces
    private let receivers: Receivers
    private let options: Options
    private let log: Logger

    /// Opens the store, publishes its contents, and binds the addresses. Polling begins with ``run()``.
    ///
    /// - Throws: `StoreError`, `CurlError` if certificates cannot be used, or the server's error if an address cannot
    ///   be bound; each says what to do.
    package static func start(
        configuration: Configuration, options: Options, logger: Logger
    ) async throws -> ExporterService {
        // Trapped first: a SIGHUP while the store is opened must reload, not end the program.
        let signals = await UnixSignalsSequence(trapping: .sighup)
        let setup = try PollSetup(configuration, version: options.build.version)
        StorePlace.report(configuration.storage.path, logger)
        let store = try ReadingStore(path: configuration.storage.path)
        try await store.claim(apiURL: configuration.api.url.text)
        let metrics = PollMetrics()
        let published = PublishedSnapshot()
        var snapshots = SnapshotLoop(
            store: store, published: published, settings: SnapshotSettings(configuration), now: options.now,
            onStoreError: { metrics.count($0) }, log: logger)
        try await snapshots.start()
        let reloader = Reloader(
            setup, signals: signals, load: options.reload, version: options.build.version,
            security: options.web.security,
            holdsReadings: { published.isReady }, now: options.now, log: logger)
        let receivers = Receivers()
        let served = CounterVector(
            name: "oresundskraft_http_requests_total", help: "Requests served, by path and status code.",
            labels: [LabelValues("path"), LabelValues("code")])
        let page = StatusPageHandler(
            site: StatusPage.Site(version: options.build.version, telemetryPath: options.web.telemetryPath),
            published: published, store: store, now: options.now, onStoreError: { metrics.count($0) },
            receivers: { receivers.statuses.map(ReceiverLine.init) }, clockError: { metrics.clock.wrongness })
        let routes = Routes(
            published: published, page: page, metrics: metrics, served: served, reloader: reloader,
            receivers: receivers, web: options.web, build: options.build)
        let (health, server) = try await bind(
            routes, store: configuration.storage.path, web: options.web, logger: logger,
            onResponse: { path, code in served.increment(path, String(code)) })
        return ExporterService(
            server: server, health: health, store: store, published: published,
            snapshots: StartedSnapshotLoop(snapshots), events: SnapshotEvents(), metrics: metrics, reloader: reloader,
            paces: RequestPaces(store: store, now: options.now, random: options.random, log: logger),
            receivers: receivers, options: options, log: logger)
    }

    /// Binds the addresses for probes and the web server; if the server fails, the others are closed again.
    private static func bind(
        _ routes: Routes, store: String, web: Web, logger: Logger, onResponse: @escaping @Sendable (String, Int) -> Void
    ) async throws -> (HealthServers, BoundServer) {
        let health = try await HealthServers.open(
            store: store, web: web, routes: routes.health, logger: logger, onResponse: onResponse)
        do {
            let server = HTTPServer(
                addresses: web.addresses, routes: routes.all, logger: logger, gate: web.security ?? OpenGate(),
                onResponse: onResponse)
            return (health, try await server.bind())
        } catch {
            await health.close()
            throw error
        }
    }

    /// Returns once the program is told to stop and everything is finished: running answers written, the store closed.
    package func run() async throws {
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await server.run() }
            tasks.addTask { try await health.run() }
            tasks.addTask { await snapshots.run(events) }
            tasks.addTask {
                await cancelWhenGracefulShutdown {
                    await SnapshotLoop.followTime(of: published, events, now: options.now)
                }
            }
            tasks.addTask { await cancelWhenGracefulShutdown { await reloader.followSignal() } }
            if options.reloadInterval > .zero {
                tasks.addTask {
                    await cancelWhenGracefulShutdown { await reloader.followFiles(every: options.reloadInterval) }
                }
            }
            if let security = options.web.security {
                tasks.addTask { await cancelWhenGracefulShutdown { await security.followFiles() } }
            }
            tasks.addTask {
                await cancelWhenGracefulShutdown { await poll() }
                // No poll is left that could wait for its snapshot.
                events.finish()
            }
            try await tasks.waitForAll()
        }
        store.close()
        log.info("stopped")
    }

    private func queues(_ setup: PollSetup) -> [WriteQueue] {
        let states = receivers.follow(setup.receivers.map { ($0.options.name, $0.host) })
        return zip(setup.receivers, states).map { receiver, state in
            WriteQueue(
                receiver.options, transport: receiver.transport, store: store, calendar: setup.configuration.calendar,
                dating: setup.configuration.invoiced.readingDate, state: state,
                pace: WriteQueue.Pace(
                    backoff: Backoff(first: .milliseconds(500), cap: .seconds(60), random: options.random)),
                now: options.now, onStoreError: { [metrics] in metrics.count($0) }, log: log)
        }
    }

    /// Polls and pushes by the newest configuration, and starts again after each reload.
    private func poll() async {
        var running: [Task<Void, Never>] = []
        func stop() async {
            for task in running { task.cancel() }
            for task in running { await task.value }
        }
        for await setup in reloader.setups {
            await stop()
            do {
                try await store.claim(apiURL: setup.configuration.api.url.text)
            } catch {
                // A stop that finds a reload under way cuts it off, which is no error.
                if error != .cancelled { log.error("configuration not in use", metadata: ["error": "\(error)"]) }
                continue
            }
            await events.publish(.settings(SnapshotSettings(setup.configuration)))
            let surroundings = PollLoop.Surroundings(
                transport: setup.transport, store: store, metrics: metrics,
                publish: { [events] in await events.publish(.poll($0)) }, paces: paces, now: options.now,
                random: options.random, log: log)
            let days = DayMaking(
                store: store, events: events, onStoreError: { [metrics] in metrics.count($0) }, log: log)
            running =
                [Task { await days.run() }]
                + PollLoop.all(setup.configuration, surroundings).map { loop in Task { await loop.run() } }
                + queues(setup).map { queue in Task { await queue.run() } }
        }
        // The sequence ends when this task is cancelled, which does not cancel unstructured tasks.
        await stop()
    }
}

extension ReceiverLine {
    /// Creates the page's line from a receiver's state.
    init(_ status: ReceiverStatus) {
        self.init(
            name: status.name, host: status.host, isHealthy: status.isHealthy,
            failure: status.failure?.message, pendingSamples: status.pending, oldestPending: status.oldestPending,
            lastSuccess: status.lastSuccess, refusals: status.refusals, lastRefusal: status.lastRefusal,
            setAsideSamples: status.setAside)
    }
}
