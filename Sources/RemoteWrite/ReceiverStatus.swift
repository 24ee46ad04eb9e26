package import Ground
import Synchronization

/// The state of the delivery to one receiver, as of one moment.
package struct ReceiverStatus: Sendable {
    /// The reason why nothing is delivered.
    package struct Failure: Sendable {
        /// The failure and the action to take, without secrets.
        package var message: String
        /// The first time that a request failed without one succeeding since.
        package var since: Timestamp
        /// True once the log has told of the failure.
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
    /// The time at which it last refused some.
    package var lastRefusal: Timestamp?
    /// Samples that it has got and that are no longer stored, as they were withdrawn or shorter ones came in their place. What
    /// was pushed cannot be taken back. The store keeps the count over restarts.
    package var withdrawn = 0
    /// Samples that it fails at when they come alone, and that are tried again apart from the others.
    package var setAside = 0
    /// Requests by their end.
    package var requests: [WriteResult: Int] = [:]
    /// Samples that are due and not delivered, as far as they have been counted.
    package var pending = 0
    /// The earliest of them, by the end of its period.
    package var oldestPending: Timestamp?
    /// The time at which it last accepted a request.
    package var lastSuccess: Timestamp?
    /// True if the newest request was answered as it should be; nil before the first at its address.
    package var isHealthy: Bool?
    /// Set while it was not.
    package var failure: Failure?
}

/// Holds a receiver's status: a queue records there how it goes, and others read it.
package final class ReceiverState: Sendable {
    private let held: Mutex<ReceiverStatus>

    /// Creates the state of a receiver to which nothing was sent yet.
    package init(name: String, host: String) {
        held = Mutex(ReceiverStatus(name: name, host: host))
    }

    /// A copy of the status as it is now.
    package var status: ReceiverStatus { held.withLock { $0 } }

    /// - Returns: the result of `change`.
    @discardableResult func update<Result>(_ change: (inout ReceiverStatus) -> Result) -> Result {
        held.withLock { change(&$0) }
    }

    /// Goes on after a reload. Where that brings another address under the same name, the counters go on, and nothing else is
    /// known of it yet.
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
