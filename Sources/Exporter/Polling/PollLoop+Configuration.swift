import Curl
import EnergyAPI
import Logging
import Metering
import ReadingStore

extension PollLoop {
    /// What all loops share.
    struct Surroundings: Sendable {
        var transport: CurlClient
        var store: ReadingStore
        var keeper: SnapshotKeeper
        var metrics: ExporterMetrics
        /// Where the loops note when they poll next.
        var schedule = PollSchedule()
        var paces: RequestPaces
        var now: @Sendable () -> Timestamp
        var random: @Sendable () -> Double
        var log: Logger
    }

    /// What polls as a configuration says: a loop for each endpoint that is enabled.
    static func all(_ configuration: Configuration, _ surroundings: Surroundings) -> [PollLoop] {
        var loops: [PollLoop] = []
        if configuration.timeSeries.enabled { loops.append(timeSeries(configuration, surroundings)) }
        if configuration.invoiced.enabled { loops.append(invoiced(configuration, surroundings)) }
        return loops
    }

    static func timeSeries(_ configuration: Configuration, _ surroundings: Surroundings) -> PollLoop {
        let keeper = surroundings.keeper
        let poll = TimeSeriesPoll(
            groups: groups(configuration, .timeSeries, surroundings), settings: configuration.timeSeries,
            api: configuration.api, store: surroundings.store, metrics: surroundings.metrics, now: surroundings.now,
            progress: { await keeper.noteProgress() })
        return PollLoop(
            poll, interval: configuration.timeSeries.pollInterval, retention: configuration.storage.retention,
            surroundings)
    }

    static func invoiced(_ configuration: Configuration, _ surroundings: Surroundings) -> PollLoop {
        let poll = InvoicedPoll(
            groups: groups(configuration, .invoiced, surroundings), months: configuration.invoiced.months,
            calendar: configuration.calendar, api: configuration.api, store: surroundings.store,
            metrics: surroundings.metrics, now: surroundings.now)
        return PollLoop(poll, interval: configuration.invoiced.pollInterval, retention: .zero, surroundings)
    }

    private init(_ poll: any EndpointPoll, interval: Duration, retention: Duration, _ surroundings: Surroundings) {
        self.init(
            poll: poll, interval: interval, retention: retention, store: surroundings.store,
            keeper: surroundings.keeper, metrics: surroundings.metrics, schedule: surroundings.schedule,
            random: surroundings.random, log: surroundings.log)
    }

    private static func groups(
        _ configuration: Configuration, _ endpoint: PolledEndpoint, _ surroundings: Surroundings
    ) -> [PolledGroup] {
        configuration.customers.map { group in
            let tally = RequestTally()
            let options = EnergyAPIClient.Options(configuration.api, group)
            let client = EnergyAPIClient(
                transport: surroundings.transport, options: options,
                pace: surroundings.paces.pace(for: options.subscriptionKey, endpoint), now: surroundings.now,
                observe: { [metrics = surroundings.metrics] result, duration in
                    tally.note(result)
                    metrics.count(result, duration: duration, endpoint)
                },
                warn: { [log = surroundings.log] in
                    log.warning(
                        "odd answer",
                        metadata: ["endpoint": "\(endpoint.rawValue)", "group": "\(group.name)", "error": "\($0)"])
                })
            return PolledGroup(settings: group, client: client, tally: tally)
        }
    }
}

extension EnergyAPIClient.Options {
    init(_ api: Configuration.API, _ group: Configuration.CustomerGroup) {
        self.init(
            url: api.url.text, version: api.version ?? "", subscriptionKey: Secret(group.subscriptionKey.reveal()),
            headers: api.headers.map { (name: $0.name, value: Secret($0.value.reveal())) },
            isListCommaSeparated: api.listEncoding == .comma, timeout: api.timeout,
            maxResponseSize: api.maxResponseSize, pageSize: api.pageSize)
    }
}

extension TransportOptions {
    init(_ api: Configuration.API, version: String) {
        // A proxy of the environment cannot reach this machine's own addresses.
        let proxy = api.proxy?.address.reveal() ?? (api.url.isLoopback ? "" : nil)
        self.init(
            tls: TLSOptions(api.tls), proxy: proxy, userAgent: .exporter(version))
    }
}

extension TLSOptions {
    init(_ tls: Configuration.TLS) {
        self.init(caFile: tls.caFile, certFile: tls.certFile, keyFile: tls.keyFile)
    }
}

extension String {
    /// The header `User-Agent` of all requests.
    static func exporter(_ version: String) -> String { "oresundskraft-exporter/\(version)" }
}
