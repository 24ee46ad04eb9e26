package import Metering
import Synchronization

/// How the delivery to one receiver goes, as of one moment.
package struct ReceiverStatus: Sendable {
    /// Why nothing is delivered.
    package struct Failure: Sendable {
        /// What happened and what to do, without secrets.
        package var message: String
        package var since: Timestamp
    }

    /// Its name in the configuration.
    package var name: String
    /// Host and port.
    package var host: String
    /// Samples that it took.
    package var samples = 0
    /// Samples that it refused for good.
    package var refused: [Refusal: Int] = [:]
    package var requests: [PushResult: Int] = [:]
    /// Samples that are due and not delivered, as far as they have been counted.
    package var pending = 0
    /// The earliest of them, by the end of its period.
    package var oldestPending: Timestamp?
    /// When it last took a request.
    package var lastSuccess: Timestamp?
    /// Whether the newest request was answered as it should be; nil before the first of this configuration.
    package var isHealthy: Bool?
    /// Why it was not.
    package var failure: Failure?
}

/// Where a sender notes how it goes, and others read it.
package final class ReceiverState: Sendable {
    private let held: Mutex<ReceiverStatus>

    package init(name: String, host: String) {
        held = Mutex(ReceiverStatus(name: name, host: host))
    }

    package var status: ReceiverStatus { held.withLock { $0 } }

    /// - Returns: what `change` returns.
    @discardableResult func update<Result>(_ change: (inout ReceiverStatus) -> Result) -> Result {
        held.withLock { change(&$0) }
    }

    /// A reload may bring another address under the same name: the counters go on, and how it goes is not known yet.
    package func begin(_ host: String) {
        update { status in
            status.host = host
            status.isHealthy = nil
            status.failure = nil
        }
    }
}
