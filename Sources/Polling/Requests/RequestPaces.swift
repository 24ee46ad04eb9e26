import Curl
import EnergyAPI
import Ground
package import Logging
import Synchronization

/// The pace of requests for each subscription key and endpoint: a rate limit means all who ask one with one key, and
/// nobody else.
///
/// Kept over reloads, since a new configuration does not end a rate limit.
package final class RequestPaces: Sendable {
    /// The longest that a poll waits for a rate limit, or between two tries.
    static let longestWait = Duration.seconds(300)

    private let random: @Sendable () -> Double
    private let log: Logger
    private let paces = Mutex<[Asker: RequestPace]>([:])

    private struct Asker: Hashable {
        var key: Secret
        var endpoint: PolledEndpoint
    }

    package init(random: @escaping @Sendable () -> Double, log: Logger) {
        self.random = random
        self.log = log
    }

    func pace(for key: Secret, _ endpoint: PolledEndpoint) -> RequestPace {
        let asker = Asker(key: key, endpoint: endpoint)
        return paces.withLock { paces in
            if let pace = paces[asker] { return pace }
            let pace = RequestPace(
                backoff: Backoff(random: random), longestWait: RequestPaces.longestWait,
                log: { [log] in
                    log.debug("request failed", metadata: ["endpoint": "\(endpoint.rawValue)", "error": "\($0)"])
                })
            paces[asker] = pace
            return pace
        }
    }
}
