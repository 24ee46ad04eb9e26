import Curl
import EnergyAPI
import Logging
import Metering
import ReadingStore

extension PollLoop {
    /// Puts together what polls as a configuration says.
    init(
        _ configuration: Configuration, transport: CurlClient, store: ReadingStore, keeper: SnapshotKeeper,
        metrics: ExporterMetrics, paces: RequestPaces, now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double,
        log: Logger
    ) {
        let groups = configuration.customers.map { group in
            let tally = RequestTally()
            let options = EnergyAPIClient.Options(configuration.api, group)
            let client = EnergyAPIClient(
                transport: transport, options: options, pace: paces.pace(for: options.subscriptionKey), now: now,
                observe: { result, duration in
                    tally.note(result)
                    metrics.count(result, duration: duration, endpoint: TimeSeriesPoll.endpoint)
                },
                warn: {
                    log.warning(
                        "odd answer", metadata: ["endpoint": "timeseries", "group": "\(group.name)", "error": "\($0)"])
                })
            return TimeSeriesPoll.Group(settings: group, client: client, tally: tally)
        }
        self.init(
            poll: TimeSeriesPoll(
                groups: groups, settings: configuration.timeSeries, api: configuration.api, store: store,
                metrics: metrics, now: now, log: log, progress: { await keeper.noteProgress() }),
            interval: configuration.timeSeries.pollInterval, retention: configuration.storage.retention, store: store,
            keeper: keeper, metrics: metrics, random: random, log: log)
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
            tls: TLSOptions(caFile: api.tls.caFile, certFile: api.tls.certFile, keyFile: api.tls.keyFile),
            proxy: proxy, userAgent: "oresundskraft-exporter/\(version)")
    }
}
