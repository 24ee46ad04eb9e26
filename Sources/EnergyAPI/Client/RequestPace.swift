package import Curl
import Synchronization

/// When the next request may go out: the pauses that a rate limit asks for, and those between tries.
///
/// One for all who ask the same API with the same key, since a rate limit means all of them.
package final class RequestPace: Sendable {
    private let backoff: Backoff
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private let longestWait: Duration
    private let log: @Sendable (String) -> Void
    private let closedUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - backoff: how long to wait before each further try where the answer does not say.
    ///   - longestWait: what an answer asks for beyond this ends the poll instead: the next one comes later anyway.
    ///   - now: a clock that never steps.
    ///   - sleep: waits, and throws where the task is cancelled.
    ///   - log: called with why a request is tried again, and when.
    package init(
        backoff: Backoff, longestWait: Duration,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        log: @escaping @Sendable (String) -> Void
    ) {
        self.backoff = backoff
        self.longestWait = longestWait
        self.now = now
        self.sleep = sleep
        self.log = log
    }

    /// Nothing is asked for so long.
    func hold(for retryAfter: Duration?) {
        guard let retryAfter else { return }
        let until = now() + retryAfter
        closedUntil.withLock { $0 = max($0 ?? until, until) }
    }

    /// Waits until a rate limit is over.
    ///
    /// - Throws: ``APIError`` with ``RequestResult/rateLimited``, without a request, where that takes too long.
    func waitUntilOpen() async throws {
        while let remaining = remaining, remaining > .zero {
            guard remaining <= longestWait else {
                throw APIError(
                    .rateLimited,
                    "the API asked to wait \(remaining.components.seconds) s more; asking again at a later poll")
            }
            try await sleep(remaining)
        }
    }

    /// Waits before the same request is made once more.
    ///
    /// - Throws: the error itself where the answer asks for a longer wait than this poll may take.
    func wait(attempt: Int, retryAfter: Duration?, after error: APIError) async throws {
        let delay = retryAfter ?? backoff.delay(attempt: attempt)
        guard delay <= longestWait else { throw error }
        log("\(error); trying again in \(delay.formattedSeconds) s")
        try await sleep(delay)
    }

    private var remaining: Duration? {
        let now = now()
        return closedUntil.withLock { $0.map { $0 - now } }
    }
}

extension Duration {
    /// Seconds with one decimal, for the log.
    fileprivate var formattedSeconds: String {
        let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
