import EnergyAPI
import Synchronization

/// Counts the requests of one customer group during a poll.
final class RequestTally: Sendable {
    private let ended = Mutex<[RequestResult: Int]>([:])

    init() {}

    func record(_ result: RequestResult) { ended.withLock { $0[result, default: 0] += 1 } }

    /// Returns the requests recorded since the last call.
    ///
    /// - Parameter excused: the number of refused requests that have turned out to be empty pages.
    func take(excused: Int = 0) -> (requests: Int, results: Set<RequestResult>) {
        var taken = ended.withLock { ended in
            defer { ended = [:] }
            return ended
        }
        let requests = taken.values.reduce(0, +)
        if excused > 0 {
            taken[.clientError, default: 0] -= excused
            taken[.ok, default: 0] += excused
        }
        return (requests, Set(taken.filter { $0.value > 0 }.keys))
    }
}
