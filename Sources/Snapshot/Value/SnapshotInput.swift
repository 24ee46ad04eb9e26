package import Ground
package import Metering
package import Polling
package import ReadingStore

/// All that a snapshot is made of, as of one moment.
package struct SnapshotInput: Sendable {
    package var now: Timestamp
    package var contents: StoreContents
    /// What is polled, and how it goes.
    package var polls: [PolledEndpoint: PollStatus]
    /// Bytes of the store and its log.
    package var storeSize: Int64
    /// The configuration's part.
    package var settings: SnapshotSettings
    /// What periods and tariffs need of each series; absent where a series has no reading that they speak of.
    package var digests: [SeriesID: SeriesDigest]
    /// What was invoiced for the months that are shown.
    package var invoices: StoredInvoices

    package init(
        now: Timestamp, contents: StoreContents, polls: [PolledEndpoint: PollStatus], storeSize: Int64,
        settings: SnapshotSettings, digests: [SeriesID: SeriesDigest], invoices: StoredInvoices
    ) {
        self.now = now
        self.contents = contents
        self.polls = polls
        self.storeSize = storeSize
        self.settings = settings
        self.digests = digests
        self.invoices = invoices
    }

    /// The calendar, and the tariffs in their order.
    package var rules: DigestRules { settings.rules }

    /// The series whose newest reading is still shown: a gauge must end some day, or a meter that is gone would stay for ever.
    var freshSeries: [StoredSeries] { contents.series.filter(isFresh) }

    package func isFresh(_ series: StoredSeries) -> Bool { series.newest.end + settings.staleAfter > now }

    /// When time alone changes what is shown: a series goes stale, or a day begins by one of the clocks in use.
    var nextChange: Timestamp {
        freshSeries.map { $0.newest.end + settings.staleAfter }.reduce(rules.nextMidnight(after: now), min)
    }

    /// How the polls went, in order of the endpoints' names.
    var sortedPolls: [(endpoint: String, status: PollStatus)] {
        polls.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    }

    package func name(of meter: MeterID) -> String { settings.names[meter.meteringPoint] ?? meter.meteringPoint }
}
