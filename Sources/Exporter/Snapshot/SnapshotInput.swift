import Exposition
import Metering
import ReadingStore

/// All that a snapshot is made of, as of one moment.
struct SnapshotInput: Sendable {
    var now: Timestamp
    var contents: StoreContents
    var endpoints: [PolledEndpoint: EndpointStatus]
    var storeSize: Int64
    var staleAfter: Duration
    /// The configuration's `names`, by metering point.
    var names: [String: String]
    /// The calendar, and the tariffs in their order.
    var rules: DigestRules
    /// The calendar's zone, an IANA name.
    var timeZone: String
    /// What periods and tariffs need of each series; absent where a series has no reading that they speak of.
    var digests: [SeriesID: SeriesDigest]
    /// What was invoiced for the months that are shown.
    var invoices: StoredInvoices

    /// The series whose newest reading is still shown: a gauge must end some day, or a meter that is gone would stay for ever.
    var freshSeries: [StoredSeries] { contents.series.filter(isFresh) }

    func isFresh(_ series: StoredSeries) -> Bool { series.newest.end + staleAfter > now }

    /// When time alone changes what is shown: a series goes stale, or a day begins by one of the clocks in use.
    var nextChange: Timestamp {
        freshSeries.map { $0.newest.end + staleAfter }.reduce(rules.nextMidnight(after: now), min)
    }

    /// How the polls went, in order of the endpoints' names.
    var polls: [(endpoint: String, status: EndpointStatus)] {
        endpoints.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// All that the snapshot shows.
    var families: [MetricFamily] {
        ReadingFamilies.families(self) + PeriodFamilies.families(self) + TariffFamilies.families(self)
            + InvoiceFamilies.families(self) + PollFamilies.families(self)
    }

    func name(of meter: MeterID) -> String { names[meter.meteringPoint] ?? meter.meteringPoint }
}
