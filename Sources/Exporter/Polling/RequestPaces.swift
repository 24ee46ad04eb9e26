import Curl
import EnergyAPI
import Logging
import Synchronization

/// The pace of requests for each subscription key: a rate limit means all who ask with one key, and nobody else.
///
/// Kept over reloads, since a new configuration does not end a rate limit.
final class RequestPaces: Sendable {
    /// The longest that a poll waits for a rate limit, or between two tries.
    static let longestWait = Duration.seconds(300)

    private let random: @Sendable () -> Double
    private let log: Logger
    private let paces = Mutex<[Secret: RequestPace]>([:])

    init(random: @escaping @Sendable () -> Double, log: Logger) {
        self.random = random
        self.log = log
    }

    func pace(for key: Secret) -> RequestPace {
        paces.withLock { paces in
            if let pace = paces[key] { return pace }
            let pace = RequestPace(
                backoff: Backoff(random: random), longestWait: RequestPaces.longestWait,
                log: { [log] in
                    log.debug("request failed", metadata: ["endpoint": "timeseries", "error": "\($0)"])
                })
            paces[key] = pace
            return pace
        }
    }
}
