import Exposition
package import Logging
package import Metering
package import ReadingStore

/// Keeps the snapshot up to date: makes it anew when a poll has ended, and when time alone changes it.
///
/// Scrapes read what is published and never come here.
package actor SnapshotKeeper {
    /// What of the configuration shows in a snapshot.
    package struct Settings: Sendable {
        var staleAfter: Duration
        var names: [String: String]
        var timeZone: String
        var calendar: MeteringCalendar
        var tariffs: [Tariff]
        var invoicedMonths: Int
        /// Where none is, what is stored is all there will be.
        var polled: Set<PolledEndpoint>
    }

    private let store: ReadingStore
    private let digests: DigestKeeper
    private let published: PublishedSnapshot
    private let metrics: ExporterMetrics
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private var settings: Settings
    private var endpoints: [PolledEndpoint: EndpointStatus] = [:]
    /// Of the months that are shown; nil where they have to be read again.
    private var invoices: (months: ClosedRange<CivilMonth>, read: StoredInvoices)?
    private var nextChange: Timestamp?
    private var lastRebuild: Task<Void, Never>?
    private var lastBuild: (end: ContinuousClock.Instant, duration: Duration)?

    package init(
        store: ReadingStore, published: PublishedSnapshot, metrics: ExporterMetrics, settings: Settings,
        now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        self.store = store
        digests = DigestKeeper(store: store)
        self.published = published
        self.metrics = metrics
        self.settings = settings
        self.now = now
        self.log = log
    }

    /// Brings back what an earlier run of the program has noted, and publishes the first snapshot from what is stored.
    ///
    /// - Throws: ``StoreError``.
    package func start() async throws {
        try await followPolling()
        try await build()
    }

    /// Takes over what a reload has changed.
    func apply(_ settings: Settings) async {
        self.settings = settings
        do {
            try await followPolling()
        } catch {
            if metrics.count(error) {
                log.error("time of the newest success not read", metadata: ["error": "\(error)"])
            }
        }
        await rebuild()
    }

    /// What is polled has a status, from the first poll's begin on; what is not polled has none.
    private func followPolling() async throws(StoreError) {
        endpoints = endpoints.filter { settings.polled.contains($0.key) }
        for endpoint in settings.polled where endpoints[endpoint] == nil {
            endpoints[endpoint] = EndpointStatus(
                lastSuccess: try await store.mark(.succeeded, endpoint: endpoint.rawValue))
        }
    }

    /// A poll has ended: `up` and the readings it brought are published together.
    func note(_ outcome: PollOutcome) async {
        endpoints[outcome.endpoint, default: EndpointStatus()].note(outcome)
        if outcome.isSuccess {
            // Also where the poll's task has been cancelled just now: the poll itself has succeeded.
            let mark = Task { [store] in
                do throws(StoreError) {
                    try await store.setMark(.succeeded, endpoint: outcome.endpoint.rawValue, to: outcome.end)
                    return nil as StoreError?
                } catch {
                    return error
                }
            }
            if let error = await mark.value, metrics.count(error) {
                log.error("time of success not stored", metadata: ["error": "\(error)"])
            }
        }
        if outcome.endpoint == .invoiced { invoices = nil }
        await rebuild()
    }

    /// Shows what a poll under way has stored so far, unless a snapshot is fresh: building takes at most a tenth of the time.
    func noteProgress() async {
        if let last = lastBuild, ContinuousClock.now - last.end < max(.seconds(1), last.duration * 9) { return }
        await rebuild()
    }

    /// Old readings have been deleted.
    func noteDeletion(before time: Timestamp) async {
        await digests.noteDeletion(before: time)
        invoices = nil
    }

    /// Makes the snapshot anew whenever time alone changes it, until the task is cancelled: a series goes stale, or a day or
    /// a month ends.
    /// - Parameter interval: how often the clock is looked at.
    func followTime(every interval: Duration = .seconds(10)) async {
        // The wall clock may be set or the machine may sleep, so it is looked at now and then, not slept through.
        while (try? await Task.sleep(for: interval)) != nil {
            if let nextChange, nextChange <= now() { await rebuild() }
        }
    }

    /// Makes the snapshot anew.
    ///
    /// One after the other: a build waits for the store, and one that overtook another would publish the past.
    package func rebuild() async {
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
            // What is no failure of the store is one of zlib or of the program.
            let isStoreError = (error as? StoreError).map { metrics.count($0) } ?? true
            if isStoreError { log.error("snapshot not built; the one before stays", metadata: ["error": "\(error)"]) }
        }
    }

    private func build() async throws {
        let start = ContinuousClock.now
        // Taken before the store is read, so that `up` never tells of readings that are not in it yet.
        let endpoints = endpoints
        let settings = settings
        let now = now()
        let rules = DigestRules(calendar: settings.calendar, tariffs: settings.tariffs)
        let contents = try await store.contents()
        let input = SnapshotInput(
            now: now, contents: contents, endpoints: endpoints, storeSize: store.size,
            staleAfter: settings.staleAfter, names: settings.names, rules: rules,
            timeZone: settings.timeZone,
            digests: try await digests.digests(of: contents.series, by: rules, at: now),
            invoices: try await invoices(at: now))
        let isReady =
            !contents.series.isEmpty || !contents.meters.isEmpty || settings.polled.isEmpty
            || endpoints.values.contains { $0.newest != nil }
        nextChange = input.nextChange
        try published.publish(input.families, of: input, isReady: isReady, since: start)
        lastBuild = (ContinuousClock.now, ContinuousClock.now - start)
    }

    /// What was invoiced for the months that are shown: the current one, and as many whole ones as the configuration says.
    private func invoices(at now: Timestamp) async throws(StoreError) -> StoredInvoices {
        let month = settings.calendar.month(of: now)
        let months = (month - settings.invoicedMonths)...month
        if let invoices, invoices.months == months { return invoices.read }
        let first = settings.calendar.start(of: months.lowerBound.firstDay)
        // While it is read a poll may end; what that brings is read by the snapshot behind this one.
        let read = try await store.invoices(from: first)
        invoices = (months, read)
        return read
    }
}
