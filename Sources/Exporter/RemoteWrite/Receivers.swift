import Exposition
import RemoteWrite
import Synchronization

/// How the delivery to each receiver goes, kept over reloads: counters of a receiver that stays go on.
final class Receivers: Sendable {
    private let states = Mutex<[ReceiverState]>([])

    init() {}

    /// In the order of the configuration.
    var statuses: [ReceiverStatus] { states.withLock { $0 }.map(\.status) }

    /// The states of these receivers, which from now on are all there are.
    func follow(_ setups: [ReceiverSetup]) -> [ReceiverState] {
        states.withLock { states in
            let known = Dictionary(states.map { ($0.status.name, $0) }, uniquingKeysWith: { first, _ in first })
            states = setups.map { setup in
                guard let state = known[setup.options.name] else {
                    return ReceiverState(name: setup.options.name, host: setup.host)
                }
                state.begin(setup.host)
                return state
            }
            return states
        }
    }

    /// The metrics of all receivers; none where there are no receivers.
    var families: [MetricFamily] {
        let statuses = statuses
        return statuses.isEmpty ? [] : RemoteWriteFamilies.families(statuses)
    }
}
