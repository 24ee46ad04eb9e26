import EnergyAPI
import Synchronization

/// Counts the requests of one customer group during a poll.
final class RequestTally: Sendable {
    private struct Seen {
        var requests = 0
        var results: Set<RequestResult> = []
    }

    private let seen = Mutex(Seen())

    init() {}

    func note(_ result: RequestResult) {
        seen.withLock { seen in
            seen.requests += 1
            seen.results.insert(result)
        }
    }

    /// What was noted since this was last called.
    func take() -> (requests: Int, results: Set<RequestResult>) {
        seen.withLock { seen in
            defer { seen = Seen() }
            return (seen.requests, seen.results)
        }
    }
}

/// Customer groups whose key the API has refused in this poll: they are not asked for again before the next.
final class RefusedGroups: Sendable {
    private let groups = Mutex<Set<Int>>([])

    func insert(_ group: Int) { groups.withLock { _ = $0.insert(group) } }
    func contains(_ group: Int) -> Bool { groups.withLock { $0.contains(group) } }
}
