package import Ground
package import Logging
import Metering
import Polling
package import ReadingStore
import Synchronization

/// Builds the snapshot: a loop that handles events one after the other and publishes a new value after each one that
/// changed something. Nothing else writes the snapshot, and its readers never reach the loop.
///
/// ```swift
/// var loop = SnapshotLoop(store: store, published: published, settings: settings, now: now, log: log)
/// try await loop.start()
/// await loop.run(events)
/// ```
package struct SnapshotLoop: Sendable {
    private let store: ReadingStore
    private let published: PublishedSnapshot
    private let onStoreError: @Sendable (StoreError) -> Void
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private var settings: SnapshotSettings
    private var polls: [PolledEndpoint: PollStatus] = [:]
    private var digests = CourseDigests()
    private var partials = PartialDays()
    /// Invoices from the first date of the months shown; nil if they have to be read again.
    private var invoices: (first: Timestamp, read: StoredInvoices)?
    /// True once the log has named the metering points that the default of `microproduction` keeps out of every tariff.
    private var hasToldOfMicroproduction = false
    /// The meters that the log has named as stored and not served.
    private var toldHidden: [MeterID] = []
    /// Names of the configuration that no answer contains, as the log has listed them.
    private var toldUnanswered: [UnansweredName] = []
    private var lastBuild: (end: ContinuousClock.Instant, duration: Duration)?

    /// Creates a loop that has read nothing yet.
    ///
    /// - Parameter onStoreError: called for each failure of the store, before it is logged.
    package init(
        store: ReadingStore, published: PublishedSnapshot, settings: SnapshotSettings,
        now: @escaping @Sendable () -> Timestamp, onStoreError: @escaping @Sendable (StoreError) -> Void = { _ in },
        log: Logger
    ) {
        self.store = store
        self.published = published
        self.settings = settings
        self.now = now
        self.onStoreError = onStoreError
        self.log = log
    }

    /// Restores the state that an earlier run of the program has recorded, and publishes the first snapshot from the
    /// stored readings.
    ///
    /// - Throws: `StoreError`, `RenderedFamilies.Failure`, or `GzipError`.
    package mutating func start() async throws {
        try await followPolling()
        try await followCustomers()
        try await build()
    }

    /// Handles events until no more can come.
    ///
    /// The loop is consumed, because a copy left with the caller would keep the first digests in memory.
    package consuming func run(_ events: SnapshotEvents) async {
        for await message in events.messages {
            await handle(message.event)
            events.acknowledge(message)
        }
        events.close()
    }

    /// Sends ``SnapshotEvent/time`` whenever time alone has changed the snapshot, until the task is cancelled: a series
    /// goes stale, or a day or a month ends.
    ///
    /// - Parameter interval: the time between two looks at the clock. The wall clock may be set and the machine may
    ///   sleep, so one long sleep would not do.
    package static func followTime(
        of published: PublishedSnapshot, _ events: SnapshotEvents, now: @Sendable () -> Timestamp,
        every interval: Duration = .seconds(10)
    ) async {
        while (try? await Task.sleep(for: interval)) != nil {
            if let next = published.current.nextChange, next <= now() { await events.publish(.time) }
        }
    }

    private mutating func handle(_ event: SnapshotEvent) async {
        switch event {
        case .poll(.began(let endpoint, let time)):
            // The loop of a poll that a reload has ended meanwhile.
            guard polls[endpoint] != nil else { return }
            polls[endpoint]?.turn = .underWay(since: time)
            published.publish(published.current.with(turn: .underWay(since: time), of: endpoint))
        case .poll(.stored):
            // Pages stored during a long poll are shown from time to time: building takes at most a tenth of the time.
            if let last = lastBuild, ContinuousClock.now - last.end < max(.seconds(1), last.duration * 9) { return }
            await rebuild()
        case .poll(.deleted):
            invoices = nil
        case .poll(.ended(let outcome, let next)):
            polls[outcome.endpoint, default: PollStatus()].record(outcome, next: next)
            if outcome.endpoint == .invoiced { invoices = nil }
            await rebuild()
        case .settings(let new):
            settings = new
            hasToldOfMicroproduction = false
            do {
                try await followPolling()
                try await followCustomers()
            } catch {
                report(error, "not all settings took effect")
            }
            await rebuild()
        case .time, .daysMade:
            await rebuild()
        }
    }

    /// Keeps one status for each polled endpoint, from the beginning of its first poll.
    private mutating func followPolling() async throws(StoreError) {
        polls = polls.filter { settings.polled.contains($0.key) }
        for endpoint in settings.polled where polls[endpoint] == nil {
            polls[endpoint] = PollStatus(
                lastSuccess: try await store.marks.time(of: .succeeded, endpoint: endpoint.rawValue))
        }
    }

    /// Hides meters that the configuration no longer asks for, until it does again.
    private mutating func followCustomers() async throws(StoreError) {
        let hidden = try await store.customers.serve(settings.scope)
        invoices = nil
        guard hidden != toldHidden else { return }
        toldHidden = hidden
        guard let first = hidden.first else { return }
        log.info(
            """
            metering points that the configuration no longer asks for are stored, and neither served nor pushed: \
            keep_unconfigured: true does so, and `forget --unconfigured` removes them
            """,
            metadata: [
                "count": .stringConvertible(Set(hidden.map(\.meteringPoint)).count), "first": "\(first.meteringPoint)",
            ])
    }

    private mutating func rebuild() async {
        do {
            try await build()
        } catch {
            report(error, "snapshot not built; the previous one stays in use")
        }
    }

    /// Logs a failure of the store, of zlib or of the program; a cancelled task is none.
    private func report(_ error: any Error, _ message: Logger.Message) {
        if let error = error as? StoreError {
            guard error != .cancelled else { return }
            onStoreError(error)
        }
        log.error(message, metadata: ["error": "\(error)"])
    }

    private mutating func build() async throws {
        let start = ContinuousClock.now
        let now = now()
        // What is left of meters without readings depends on the rules.
        let made = try await store.days.use(settings.rules, at: now)
        let contents = try await store.readings.contents().forgetting(before: settings.rules.horizon(at: now))
        try await digests.update(to: contents, in: store, by: settings.rules, made, at: now)
        try await partials.update(
            StoredCourse.all(of: contents.series), digests.byCourse, in: store, by: settings.rules, at: now)
        let invoices = try await invoices(at: now)
        let input = SnapshotInput(
            now: now, contents: contents.served, polls: polls, storeSize: store.size, settings: settings,
            digests: digests.byCourse, made: digests.made, partials: partials.byCourse,
            invoices: invoices)
        tellOfMicroproduction(input)
        tellOfUnanswered(input)
        let families = try RenderedFamilies(input, SnapshotFamilies.sections)
        let groups = GroupFamilies(input) { try RenderedFamilies($0, SnapshotFamilies.sectionsOfGroups) }
        let duration = ContinuousClock.now - start
        published.publish(
            Snapshot(
                families: families, groups: groups, input: input, isReady: isReady(contents, invoices),
                buildDuration: duration))
        lastBuild = (ContinuousClock.now, duration)
    }

    /// Logs once what is also a finding of each poll, because polling does not know which meters the tariffs cover.
    private mutating func tellOfMicroproduction(_ input: SnapshotInput) {
        guard !hasToldOfMicroproduction, let first = input.meteringPointsKeptByDefault.first else { return }
        hasToldOfMicroproduction = true
        log.warning(
            "\(FindingAdvice(.microproductionOnly, nil).logged)",
            metadata: [
                "finding": "\(Finding.microproductionOnly.rawValue)",
                "count": .stringConvertible(input.meteringPointsKeptByDefault.count), "first": "\(first)",
            ])
    }

    /// Logs names of the configuration that no answer contains, again when they change.
    private mutating func tellOfUnanswered(_ input: SnapshotInput) {
        let unanswered = input.unanswered
        defer { toldUnanswered = unanswered }
        guard unanswered != toldUnanswered else { return }
        for (key, names) in Dictionary(grouping: unanswered, by: \.key).sorted(by: { $0.key < $1.key }) {
            log.warning(
                "the configuration names something that no answer of the API contains: a typing error, or a metering point that is gone",
                metadata: [
                    "key": "\(key)", "count": "\(names.count)",
                    "names": "\(names.prefix(10).map(\.text).joined(separator: " "))",
                ])
        }
    }

    /// Returns true if there is something to serve, or the API has answered that there is nothing. A first poll that
    /// failed is neither, and a later one changes nothing.
    private func isReady(_ contents: StoreContents, _ invoices: StoredInvoices) -> Bool {
        published.isReady || settings.polled.isEmpty || !contents.series.isEmpty || !invoices.series.isEmpty
            || polls.values.contains { $0.lastSuccess != nil }
    }

    /// Returns the invoices of the months shown: the current one, and as many whole ones as the configuration says.
    private mutating func invoices(at now: Timestamp) async throws(StoreError) -> StoredInvoices {
        let month = settings.rules.calendar.month(of: now)
        let first = settings.rules.calendar.dates(
            of: (month - settings.invoicedMonths)..<(month + 1), settings.invoiceDating
        ).lowerBound
        if let invoices, invoices.first == first { return invoices.read }
        // A poll may end during this read; its invoices are read by the next snapshot.
        let read = try await store.invoices.stored(from: first)
        invoices = (first, read)
        return read
    }
}

/// A started loop on its way to the one task that runs it.
package final class StartedSnapshotLoop: Sendable {
    private let held: Mutex<SnapshotLoop?>

    /// Creates the holder of a loop that has started.
    package init(_ loop: consuming SnapshotLoop) {
        held = Mutex(loop)
    }

    /// Runs the loop. Further calls return at once.
    package func run(_ events: SnapshotEvents) async {
        let loop = held.withLock { held -> SnapshotLoop? in
            defer { held = nil }
            return held
        }
        await loop?.run(events)
    }
}
