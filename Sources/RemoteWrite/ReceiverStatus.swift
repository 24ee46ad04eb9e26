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
    /// nil where the newest request was answered as it should be.
    package var failure: Failure?
    /// Whether anything was sent since the start.
    package var hasSent: Bool { requests.values.contains { $0 > 0 } }
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

    /// Another address under the same name, as a reload may bring.
    package func move(to host: String) {
        update { $0.host = host }
    }
}
