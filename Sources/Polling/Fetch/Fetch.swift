package import Configuration
import Curl
import EnergyAPI
package import Ground
package import Logging
import Metering
import ReadingStore

/// Reads history from the API into the store, as `fetch` does.
package enum Fetch {
    /// Settings of a fetch from the command line or a test, beside the configuration.
    package struct Options: Sendable {
        /// Of the program, for the header `User-Agent`.
        package var version: String
        /// Requests finished days again too.
        package var isAgain: Bool
        package var patience = FetchPatience()
        package var now: @Sendable () -> Timestamp
        /// From 0 up to 1.
        package var random: @Sendable () -> Double

        /// Creates settings; tests inject the clock and the randomness.
        package init(
            version: String, isAgain: Bool = false,
            now: @escaping @Sendable () -> Timestamp = WallClock.now,
            random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
        ) {
            self.version = version
            self.isAgain = isAgain
            self.now = now
            self.random = random
        }
    }

    /// Opens the store for writing, and returns once all of a range is stored or has failed.
    ///
    /// - Parameters:
    ///   - time: the result of ``FetchRange/checked(_:retention:now:)``.
    ///   - progress: can be shown while the fetch runs.
    /// - Throws: `StoreError` if the store cannot be opened, `CurlError` if certificates cannot be used,
    ///   ``FetchError``, or `CancellationError`. Readings and progress stored before are kept.
    package static func run(
        _ time: Range<Timestamp>, _ configuration: Configuration, _ options: Options, progress: FetchProgress,
        log: Logger
    ) async throws -> FetchSummary {
        let transport = try CurlClient(TransportOptions(configuration.api, version: options.version))
        defer { transport.shutdown() }
        StorePlace.report(configuration.storage.path, log)
        let store = try ReadingStore(path: configuration.storage.path)
        defer { store.close() }
        let groups = groups(configuration, transport, options, store, log)
        do {
            // Days are summed as their readings are stored.
            _ = try await store.days.use(configuration.dayRules, at: options.now())
            return try await run(time, configuration, options, groups, store, progress, log)
        } catch StoreError.cancelled {
            throw CancellationError()
        }
    }

    private static func run(
        _ time: Range<Timestamp>, _ configuration: Configuration, _ options: Options, _ groups: [PolledGroup],
        _ store: ReadingStore, _ progress: FetchProgress, _ log: Logger
    ) async throws -> FetchSummary {
        let url = configuration.api.url.text
        try await store.claim(apiURL: url)
        try await store.customers.serve(configuration.scope)
        let start = options.now()
        var plans: [FetchPlan] = []
        for group in groups {
            plans.append(try await plan(time, group.settings, configuration, options, store, at: start))
        }
        log.info(
            "fetch started",
            metadata: [
                "from": "\(time.lowerBound)", "to": "\(time.upperBound)",
                "windows": .stringConvertible(plans.reduce(0) { $0 + $1.requests.count }),
                "groups": .stringConvertible(groups.count),
                "days_fetched_before": .stringConvertible(plans.map(\.finishedDays).max() ?? 0),
            ])
        let fetch = HistoryFetch(
            groups: groups, plans: plans, url: url, width: configuration.api.maxConcurrentRequests,
            patience: options.patience, store: store, start: start, progress: progress,
            again: { log.warning("asking again for what failed", metadata: ["windows": .stringConvertible($0)]) })
        var summary = try await fetch.run()
        if configuration.invoiced.enabled {
            let invoiced = InvoicedFetch(
                configuration: configuration,
                groups: groups.map { group in
                    PolledGroup(settings: group.settings, client: group.client, tally: group.tally)
                }, store: store, now: options.now, log: log)
            summary.invoiced = try await invoiced.run(time, isAgain: options.isAgain)
        }
        for group in groups {
            let run = group.settings.fetchRun(url: url)
            try await store.marks.record(.fetchEnded, endpoint: markName, group: run, at: options.now())
            summary.coverage.append(try await coverage(time, group.settings, store))
            let known = try await store.readings.known(of: group.settings)
            if known.isEmpty { summary.emptyGroups.append(group.settings.name) }
            let refused = Set(group.refusals.all)
            summary.unknown += known.unknown.filter { !refused.contains($0) }.map { (group.settings.name, $0) }
        }
        return summary
    }

    /// Plans the requests of a group, and records that a fetch has begun unless it continues an interrupted one.
    private static func plan(
        _ time: Range<Timestamp>, _ group: Configuration.CustomerGroup, _ configuration: Configuration,
        _ options: Options, _ store: ReadingStore, at start: Timestamp
    ) async throws -> FetchPlan {
        let url = configuration.api.url.text
        let run = group.fetchRun(url: url)
        let began = try await store.marks.time(of: .fetchBegan, endpoint: markName, group: run)
        let ended = try await store.marks.time(of: .fetchEnded, endpoint: markName, group: run)
        let isInterrupted = began.map { began in ended.map { $0 < began } ?? true } ?? false
        if !isInterrupted { try await store.marks.record(.fetchBegan, endpoint: markName, group: run, at: start) }
        var fetched: [(number: String, days: [CivilDay: Timestamp])] = []
        for number in group.numbers {
            let question = group.question("fetch", url: url, number: number)
            fetched.append((number, options.isAgain ? [:] : try await store.marks.fetchedDays(question)))
        }
        let wholeDays = time.lowerBound.startOfUTCDay..<time.upperBound.endOfUTCDay
        return FetchPlan(
            time, now: start, maxWindow: configuration.api.maxWindow, refetch: configuration.timeSeries.refetch,
            fetched: fetched, interrupted: isInterrupted ? began : nil,
            lacking: try await coverage(wholeDays, group, store).lackingDays)
    }

    private static func coverage(
        _ time: Range<Timestamp>, _ group: Configuration.CustomerGroup, _ store: ReadingStore
    ) async throws -> FetchCoverage {
        let points = try await store.readings.coverage(
            ofGroup: group.name, from: time.lowerBound, to: time.upperBound)
        let asked = Set(group.meteringPoints)
        return FetchCoverage(
            group: group.name, range: time, points: points.filter { asked.isEmpty || asked.contains($0.meteringPoint) })
    }

    /// The name under which a fetch keeps its marks, in place of an endpoint's.
    private static let markName = "fetch"

    private static func groups(
        _ configuration: Configuration, _ transport: CurlClient, _ options: Options, _ store: ReadingStore,
        _ log: Logger
    ) -> [PolledGroup] {
        let holds = StoredHold(store: store, now: options.now, log: log)
        var paces: [Secret: RequestPace] = [:]
        return configuration.customers.map { group in
            let client = EnergyAPIClient.Options(configuration, group)
            // A rate limit applies to every user of a key. A fetch waits for as long as it is told to.
            let pace =
                paces[client.subscriptionKey]
                ?? RequestPace(
                    backoff: Backoff(random: options.random), longestWait: RequestPace.longestHold,
                    memory: holds.memory(client.subscriptionKey, url: client.url, .timeSeries),
                    log: { log.warning("request failed", metadata: ["error": "\($0)"]) })
            paces[client.subscriptionKey] = pace
            let tally = RequestTally()
            return PolledGroup(
                settings: group,
                client: EnergyAPIClient(
                    transport: transport, options: client, pace: pace, now: options.now,
                    observe: { result, _ in tally.record(result) },
                    warn: { log.warning("odd answer", metadata: ["group": "\(group.name)", "error": "\($0)"]) }),
                tally: tally)
        }
    }
}

/// Limits on how long a fetch keeps trying against a failing API. They are generous, because nobody waits for it.
package struct FetchPatience: Sendable {
    /// The number of requests of one customer group that may be retried in one round through the windows. With the
    /// pauses between them (half a minute to five minutes) that takes about an hour.
    package var retriesInRound = 30
    /// Windows that failed are requested again in another round; after this many rounds without any success they are
    /// given up.
    package var fruitlessRounds = 3
    /// The number of refused windows after which a list is given up, if the API has answered none of its windows.
    package var refusedWindows = 3

    /// Creates the patience of the `fetch` command.
    package init() {}
}
