import Exposition
import Logging
import Metering
import ReadingStore

/// Keeps the snapshot up to date: makes it anew when a poll has ended, and when time alone changes it.
///
/// Scrapes read what is published and never come here.
actor SnapshotKeeper {
    /// What of the configuration shows in a snapshot.
    struct Settings: Sendable {
        var staleAfter: Duration
        var names: [String: String]
        var timeZone: String
        /// Whether anything is polled; where nothing is, what is stored is all there will be.
        var isPolling: Bool
    }

    private let store: ReadingStore
    private let published: PublishedSnapshot
    private let metrics: ExporterMetrics
    private let version: String
    private let telemetryPath: String
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private var settings: Settings
    private var endpoints: [String: EndpointStatus] = [:]
    private var nextStale: Timestamp?
    private var lastRebuild: Task<Void, Never>?
    private var lastBuild: (end: ContinuousClock.Instant, duration: Duration)?

    init(
        store: ReadingStore, published: PublishedSnapshot, metrics: ExporterMetrics, settings: Settings,
        version: String,
        telemetryPath: String, now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        self.store = store
        self.published = published
        self.metrics = metrics
        self.settings = settings
        self.version = version
        self.telemetryPath = telemetryPath
        self.now = now
        self.log = log
    }

    /// Brings back what an earlier run of the program has noted, and publishes the first snapshot from what is stored.
    ///
    /// - Throws: ``StoreError``.
    func start() async throws {
        try await followPolling()
        try await build()
    }

    /// Takes over what a reload has changed.
    func apply(_ settings: Settings) async {
        self.settings = settings
        do {
            try await followPolling()
        } catch {
            metrics.storeErrors.increment()
            log.error("time of the newest success not read", metadata: ["error": "\(error)"])
        }
        await rebuild()
    }

    /// What is polled has a status, from the first poll's begin on; what is not polled has none.
    private func followPolling() async throws {
        guard settings.isPolling else {
            endpoints = [:]
            return
        }
        let name = TimeSeriesPoll.endpoint
        guard endpoints[name] == nil else { return }
        endpoints[name] = EndpointStatus(lastSuccess: try await store.mark(.succeeded, endpoint: name))
    }

    /// A poll has ended: `up` and the readings it brought are published together.
    func note(_ outcome: PollOutcome) async {
        endpoints[outcome.endpoint, default: EndpointStatus()].note(outcome)
        if outcome.isSuccess {
            // Also where the poll's task has been cancelled just now: the poll itself has succeeded.
            let mark = Task { [store] in
                try await store.setMark(.succeeded, endpoint: outcome.endpoint, to: outcome.end)
            }
            do { try await mark.value } catch {
                metrics.storeErrors.increment()
                log.error("time of success not stored", metadata: ["error": "\(error)"])
            }
        }
        await rebuild()
    }

    /// Shows what a poll under way has stored so far, unless a snapshot is fresh: building takes at most a tenth of the time.
    func noteProgress() async {
        if let last = lastBuild, ContinuousClock.now - last.end < max(.seconds(1), last.duration * 9) { return }
        await rebuild()
    }

    /// Makes the snapshot anew whenever a series goes stale, until the task is cancelled.
    func followTime() async {
        // The wall clock may be set or the machine may sleep, so it is looked at now and then, not slept through.
        while (try? await Task.sleep(for: .seconds(10))) != nil {
            if let nextStale, nextStale <= now() { await rebuild() }
        }
    }

    /// Builds one after the other: a build waits for the store, and one that overtook another would publish the past.
    private func rebuild() async {
        let previous = lastRebuild
        let rebuild = Task {
            await previous?.value
            await buildOrLog()
        }
        lastRebuild = rebuild
        await rebuild.value
    }

    private func buildOrLog() async {
        do {
            try await build()
        } catch {
            metrics.storeErrors.increment()
            log.error("snapshot not built; the one before stays", metadata: ["error": "\(error)"])
        }
    }

    private func build() async throws {
        let start = ContinuousClock.now
        // Taken before the store is read, so that `up` never tells of readings that are not in it yet.
        let endpoints = endpoints
        let settings = settings
        let input = SnapshotInput(
            now: now(), contents: try await store.contents(), endpoints: endpoints, storeSize: store.size,
            staleAfter: settings.staleAfter, names: settings.names)
        let page = StatusPage(
            input: input, version: version, telemetryPath: telemetryPath, timeZone: settings.timeZone)
        let families = ReadingFamilies.families(input) + PollFamilies.families(input)
        let isReady =
            !input.contents.series.isEmpty || !settings.isPolling || endpoints.values.contains { $0.newest != nil }
        nextStale = input.nextStale
        try published.publish(families, page: page.html, isReady: isReady, since: start)
        lastBuild = (ContinuousClock.now, ContinuousClock.now - start)
    }
}
