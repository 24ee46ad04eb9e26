package import Configuration
package import Curl
package import EnergyAPI
package import Ground
package import Logging
import Metering
package import ReadingStore

extension PollLoop {
    /// Objects that all loops share.
    package struct Surroundings: Sendable {
        let transport: CurlClient
        let store: ReadingStore
        let metrics: PollMetrics
        let publish: @Sendable (PollEvent) async -> Void
        let paces: RequestPaces
        let now: @Sendable () -> Timestamp
        let random: @Sendable () -> Double
        let log: Logger

        /// - Parameters:
        ///   - publish: sends an event to the snapshot, and returns once the result can be scraped.
        ///   - random: returns numbers from 0 up to 1.
        package init(
            transport: CurlClient, store: ReadingStore, metrics: PollMetrics,
            publish: @escaping @Sendable (PollEvent) async -> Void, paces: RequestPaces,
            now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> Double, log: Logger
        ) {
            self.transport = transport
            self.store = store
            self.metrics = metrics
            self.publish = publish
            self.paces = paces
            self.now = now
            self.random = random
            self.log = log
        }
    }

    /// Returns one loop for each endpoint that the configuration enables.
    package static func all(_ configuration: Configuration, _ surroundings: Surroundings) -> [PollLoop] {
        var loops: [PollLoop] = []
        let findings = findingLog(configuration)
        if configuration.timeSeries.enabled { loops.append(timeSeries(configuration, surroundings, findings)) }
        if configuration.invoiced.enabled { loops.append(invoiced(configuration, surroundings, findings)) }
        return loops
    }

    /// - Parameter findings: the log of findings so far; nil for a new one.
    package static func timeSeries(
        _ configuration: Configuration, _ surroundings: Surroundings, _ findings: FindingLog? = nil
    ) -> PollLoop {
        let poll = TimeSeriesPoll(
            groups: groups(configuration, .timeSeries, surroundings), settings: configuration.timeSeries,
            api: configuration.api, store: surroundings.store, metrics: surroundings.metrics, now: surroundings.now,
            log: surroundings.log,
            progress: { [publish = surroundings.publish] in await publish(.stored) })
        return PollLoop(
            poll, interval: configuration.timeSeries.pollInterval, retention: configuration.storage.retention,
            surroundings, findings ?? findingLog(configuration))
    }

    /// - Parameter findings: the log of findings so far; nil for a new one.
    package static func invoiced(
        _ configuration: Configuration, _ surroundings: Surroundings, _ findings: FindingLog? = nil
    ) -> PollLoop {
        let poll = InvoicedPoll(
            groups: groups(configuration, .invoiced, surroundings), settings: configuration.invoiced, months: nil,
            calendar: configuration.calendar, api: configuration.api, store: surroundings.store,
            metrics: surroundings.metrics, now: surroundings.now, log: surroundings.log)
        return PollLoop(
            poll, interval: configuration.invoiced.pollInterval, retention: .zero, surroundings,
            findings ?? findingLog(configuration))
    }

    /// Returns a log that reports times without a zone only if the configuration does not set their clock.
    private static func findingLog(_ configuration: Configuration) -> FindingLog {
        FindingLog(settled: configuration.api.isTimesWithoutZoneSet ? [.timeWithoutZone] : [])
    }

    private init(
        _ poll: any EndpointPoll, interval: Duration, retention: Duration, _ surroundings: Surroundings,
        _ findings: FindingLog
    ) {
        self.init(
            poll: poll, interval: interval, retention: retention, store: surroundings.store,
            metrics: surroundings.metrics, publish: surroundings.publish, random: surroundings.random,
            findings: findings, log: surroundings.log)
    }

    private static func groups(
        _ configuration: Configuration, _ endpoint: PolledEndpoint, _ surroundings: Surroundings
    ) -> [PolledGroup] {
        configuration.customers.map { group in
            let tally = RequestTally()
            let options = EnergyAPIClient.Options(configuration, group)
            let client = EnergyAPIClient(
                transport: surroundings.transport, options: options,
                pace: surroundings.paces.pace(
                    for: options.subscriptionKey, url: configuration.api.url.text, endpoint), now: surroundings.now,
                observe: { [metrics = surroundings.metrics] result, duration in
                    tally.record(result)
                    metrics.count(result, duration: duration, endpoint)
                },
                warn: { [log = surroundings.log] in
                    log.warning(
                        "odd answer",
                        metadata: ["endpoint": "\(endpoint.rawValue)", "group": "\(group.name)", "error": "\($0)"])
                },
                recordClock: { [clock = surroundings.metrics.clock] in clock.record($0) })
            return PolledGroup(settings: group, client: client, tally: tally)
        }
    }
}

extension EnergyAPIClient.Options {
    /// Creates the options of a customer group.
    package init(_ configuration: Configuration, _ group: Configuration.CustomerGroup) {
        let api = configuration.api
        self.init(
            url: api.url.text, version: api.version ?? "", subscriptionKey: group.subscriptionKey,
            headers: api.headers.map { (name: $0.name, value: $0.value) },
            isListCommaSeparated: api.listEncoding == .comma, timeout: api.timeout,
            maxResponseSize: api.maxResponseSize, pageSize: api.pageSize,
            rules: DecodingRules(
                timesWithoutZone: api.timesWithoutZone, calendar: configuration.calendar,
                invoiceDating: configuration.invoiced.readingDate))
    }
}

extension TransportOptions {
    /// Creates the options of the connection to the API.
    package init(_ api: Configuration.API, version: String) {
        // A proxy of the environment cannot reach this machine's own addresses.
        let proxy = api.proxy?.address.reveal() ?? (api.url.isLoopback ? "" : nil)
        self.init(
            tls: TLSOptions(api.tls), proxy: proxy, userAgent: .exporter(version))
    }
}

extension TLSOptions {
    /// Creates the options from the files that the configuration names.
    package init(_ tls: Configuration.TLS) {
        self.init(
            caFile: tls.caFile, certFile: tls.certFile, keyFile: tls.keyFile, serverName: tls.serverName,
            isVerified: tls.isVerified)
    }
}

extension String {
    /// Returns the header `User-Agent` of all requests.
    package static func exporter(_ version: String) -> String { "oresundskraft-exporter/\(version)" }
}

extension TimeSeriesQuery {
    /// Creates the query of a customer group.
    ///
    /// - Parameter meteringPoints: narrows the group's own list; nil takes that list.
    package init(_ group: Configuration.CustomerGroup, window: Range<Timestamp>, meteringPoints: [String]? = nil) {
        self.init(
            customerNumbers: group.numbers, resolution: group.resolution == .hour ? .hour : .quarter, window: window,
            deliveryCategories: group.deliveryCategories, meteringPoints: meteringPoints ?? group.meteringPoints,
            subsidiary: group.subsidiary, timeSeriesFlow: group.timeSeriesFlow)
    }
}
