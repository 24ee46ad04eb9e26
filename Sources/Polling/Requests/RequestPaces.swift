import Curl
import EnergyAPI
package import Ground
package import Logging
package import ReadingStore
import Synchronization

/// The pace of requests for each subscription key and endpoint: a rate limit applies to every user of one key at one
/// endpoint.
///
/// It is kept over reloads and restarts, which do not end a rate limit.
package final class RequestPaces: Sendable {
    /// The longest that a poll waits for a rate limit, or between two tries.
    static let longestWait = Duration.seconds(300)

    private let holds: StoredHold
    private let random: @Sendable () -> Double
    private let log: Logger
    private let paces = Mutex<[Asker: RequestPace]>([:])

    private struct Asker: Hashable {
        var key: Secret
        var url: String
        var endpoint: PolledEndpoint
    }

    /// - Parameters:
    ///   - store: keeps rate limits.
    ///   - random: returns numbers from 0 up to 1.
    package init(
        store: ReadingStore, now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> Double,
        log: Logger
    ) {
        holds = StoredHold(store: store, now: now, log: log)
        self.random = random
        self.log = log
    }

    func pace(for key: Secret, url: String, _ endpoint: PolledEndpoint) -> RequestPace {
        let asker = Asker(key: key, url: url, endpoint: endpoint)
        return paces.withLock { paces in
            if let pace = paces[asker] { return pace }
            let pace = RequestPace(
                backoff: Backoff(random: random), longestWait: Self.longestWait,
                memory: holds.memory(key, url: url, endpoint),
                log: { [log] in
                    log.debug("request failed", metadata: ["endpoint": "\(endpoint.rawValue)", "error": "\($0)"])
                })
            paces[asker] = pace
            return pace
        }
    }
}
