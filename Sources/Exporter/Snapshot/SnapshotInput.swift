import Metering
import ReadingStore

/// All that a snapshot is made of, as of one moment.
struct SnapshotInput: Sendable {
    var now: Timestamp
    var contents: StoreContents
    /// By the label `endpoint`.
    var endpoints: [String: EndpointStatus]
    var storeSize: Int64
    var staleAfter: Duration
    /// The configuration's `names`, by metering point.
    var names: [String: String]

    /// The series whose newest reading is still shown: a gauge must end some day, or a meter that is gone would stay for ever.
    var freshSeries: [StoredSeries] { contents.series.filter { $0.newest.end + staleAfter > now } }

    /// When the next series goes stale; nil where none is shown.
    var nextStale: Timestamp? { freshSeries.map { $0.newest.end + staleAfter }.min() }

    func name(of meter: MeterID) -> String { names[meter.meteringPoint] ?? meter.meteringPoint }
}
