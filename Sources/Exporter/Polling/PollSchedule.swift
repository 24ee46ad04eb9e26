import Metering
import Synchronization

/// When each endpoint is polled next, for the status page; safe to use from any thread.
final class PollSchedule: Sendable {
    /// Where a poll loop is.
    enum Turn: Sendable, Equatable {
        case underWay(since: Timestamp)
        case next(at: Timestamp)
    }

    private let turns = Mutex<[PolledEndpoint: Turn]>([:])

    init() {}

    func note(_ turn: Turn, of endpoint: PolledEndpoint) { turns.withLock { $0[endpoint] = turn } }

    /// By endpoint; absent where none has been polled. One that a reload has turned off keeps its last.
    var current: [PolledEndpoint: Turn] { turns.withLock { $0 } }
}
