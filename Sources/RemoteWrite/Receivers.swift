package import Exposition
import Synchronization

/// The states of all receivers, kept across reloads, so that the counters of a receiver that stays continue.
package final class Receivers: Sendable {
    private let states = Mutex<[ReceiverState]>([])

    /// Creates a list without receivers.
    package init() {}

    /// Copies of their statuses, in the order of the configuration.
    package var statuses: [ReceiverStatus] { states.withLock { $0 }.map(\.status) }

    /// Replaces the list of receivers, and returns their states.
    package func follow(_ receivers: [(name: String, host: String)]) -> [ReceiverState] {
        states.withLock { states in
            let known = Dictionary(states.map { ($0.status.name, $0) }, uniquingKeysWith: { first, _ in first })
            states = receivers.map { receiver in
                guard let state = known[receiver.name] else {
                    return ReceiverState(name: receiver.name, host: receiver.host)
                }
                state.begin(receiver.host)
                return state
            }
            return states
        }
    }

    /// The metrics of all receivers (`docs/metrics.md`); empty without receivers.
    package var families: [MetricFamily] {
        let statuses = statuses
        return statuses.isEmpty ? [] : RemoteWriteFamilies.families(statuses)
    }
}
