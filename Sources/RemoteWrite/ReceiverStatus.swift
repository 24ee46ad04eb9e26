package import Ground
import Synchronization

/// The state of the delivery to one receiver, at one moment.
package struct ReceiverStatus: Sendable {
    /// The reason that nothing is delivered.
    package struct Failure: Sendable {
        /// The failure and the action to take, without secrets.
        package var message: String
        /// The time of the first failed request since the last success.
        package var since: Timestamp
        /// True once the failure is logged.
        var isTold = false
    }

    /// Its name in the configuration.
    package var name: String
    /// Host and port.
    package var host: String
    /// Samples that it accepted.
    package var samples = 0
    /// Samples that it refused for good.
    package var refused: RefusedSamples = [:]
    /// The time of the newest refusal.
    package var lastRefusal: Timestamp?
    /// Delivered samples that are no longer stored, because they were withdrawn or replaced by shorter ones. A pushed
    /// sample cannot be taken back. The store keeps the count across restarts.
    package var withdrawn = 0
    /// Samples at which the receiver fails alone, and which are tried again apart from the others.
    package var setAside = 0
    /// Requests by result.
    package var requests: [WriteResult: Int] = [:]
    /// Samples that are due and not delivered, as of the last count.
    package var pending = 0
    /// The end of the earliest pending period.
    package var oldestPending: Timestamp?
    /// The time of the newest accepted request.
    package var lastSuccess: Timestamp?
    /// True if the newest request was accepted; nil before the first at this address.
    package var isHealthy: Bool?
    /// The failure, while there is one.
    package var failure: Failure?
}

/// A receiver's status, which a queue updates and others read.
package final class ReceiverState: Sendable {
    private let held: Mutex<ReceiverStatus>

    /// Creates the state of a receiver that has got nothing yet.
    package init(name: String, host: String) {
        held = Mutex(ReceiverStatus(name: name, host: host))
    }

    /// A copy of the present status.
    package var status: ReceiverStatus { held.withLock { $0 } }

    /// - Returns: the result of `change`.
    @discardableResult func update<Result>(_ change: (inout ReceiverStatus) -> Result) -> Result {
        held.withLock { change(&$0) }
    }

    /// Continues after a reload. If the same name has another address, only the counters continue.
    func begin(_ host: String) {
        update { status in
            guard status.host != host else { return }
            status.host = host
            status.isHealthy = nil
            status.failure = nil
            status.lastSuccess = nil
        }
    }
}
