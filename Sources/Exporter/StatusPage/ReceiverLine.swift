import Metering
import RemoteWrite

/// What the status page shows of one receiver of remote write.
struct ReceiverLine: Sendable, Equatable {
    /// As configured: the label `name` of its metrics.
    var name: String
    /// Of its URL; never what may hold a secret.
    var host: String
    /// Whether the newest request was taken; nil where nothing has been sent yet.
    var isHealthy: Bool?
    /// Why it was not, and what to do.
    var failure: String?
    var pendingSamples: Int
    /// Time of the oldest sample that is not delivered; nil where all are.
    var oldestPending: Timestamp?
    /// When samples were last delivered.
    var lastSuccess: Timestamp?
}

extension ReceiverLine {
    init(_ status: ReceiverStatus) {
        self.init(
            name: status.name, host: status.host, isHealthy: status.isHealthy,
            failure: status.failure?.message, pendingSamples: status.pending, oldestPending: status.oldestPending,
            lastSuccess: status.lastSuccess)
    }
}
