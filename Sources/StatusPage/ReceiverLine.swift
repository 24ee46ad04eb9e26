package import Ground

/// The state of one receiver of remote write, as the status page shows it.
package struct ReceiverLine: Sendable, Equatable {
    /// As configured: the label `name` of its metrics.
    package var name: String
    /// Of its URL; never what may hold a secret.
    package var host: String
    /// True if the receiver accepted the newest request; nil if nothing has been sent yet.
    package var isHealthy: Bool?
    /// Why it was not, and what to do.
    package var failure: String?
    package var pendingSamples: Int
    /// For each reason, the samples that the receiver refused for good and the action to take.
    package var refusals: [String]
    /// The time at which it last refused something.
    package var lastRefusal: Timestamp?
    /// Samples that it fails at alone, and that are tried again apart from the others.
    package var setAsideSamples: Int
    /// Time of the oldest sample that is not delivered; nil if all are.
    package var oldestPending: Timestamp?
    /// When samples were last delivered.
    package var lastSuccess: Timestamp?

    /// Creates a line without secrets: `host` has no path or query.
    package init(
        name: String, host: String, isHealthy: Bool?, failure: String?, pendingSamples: Int, oldestPending: Timestamp?,
        lastSuccess: Timestamp?, refusals: [String] = [], lastRefusal: Timestamp? = nil, setAsideSamples: Int = 0
    ) {
        self.name = name
        self.host = host
        self.isHealthy = isHealthy
        self.failure = failure
        self.pendingSamples = pendingSamples
        self.oldestPending = oldestPending
        self.lastSuccess = lastSuccess
        self.refusals = refusals
        self.lastRefusal = lastRefusal
        self.setAsideSamples = setAsideSamples
    }
}
