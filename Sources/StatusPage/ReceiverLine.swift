package import Ground

/// The state of one receiver of remote write, as the status page shows it.
package struct ReceiverLine: Sendable, Equatable {
    /// The configured name: the label `name` of its metrics.
    package var name: String
    /// The host of its URL, without parts that may hold a secret.
    package var host: String
    /// True if the receiver accepted the newest request; nil if nothing has been sent yet.
    package var isHealthy: Bool?
    /// The newest failure, with the action to take.
    package var failure: String?
    package var pendingSamples: Int
    /// For each reason, the samples that the receiver refused for good and the action to take.
    package var refusals: [String]
    /// The time of the newest refusal.
    package var lastRefusal: Timestamp?
    /// Samples at which the receiver fails alone, and which are tried again apart from the others.
    package var setAsideSamples: Int
    /// Time of the oldest undelivered sample; nil if all are delivered.
    package var oldestPending: Timestamp?
    /// The time of the newest delivery.
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
