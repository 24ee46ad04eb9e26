package import Curl
import Ground
import Synchronization

/// Stores rate limits, because they may outlive the program.
package struct HoldMemory: Sendable {
    fileprivate let recall: @Sendable () async -> Duration?
    fileprivate let keep: @Sendable (Duration) async -> Void

    /// Creates a memory from its two operations.
    ///
    /// - Parameters:
    ///   - recall: returns the time for which a stored limit still holds; nil if none does.
    ///   - keep: called with the time in which no request may be made.
    package init(
        recall: @escaping @Sendable () async -> Duration?, keep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.recall = recall
        self.keep = keep
    }
}

/// Decides when the next request may be made: after the pauses of a rate limit, and between retries.
///
/// All users of one API and key share one, because a rate limit applies to all of them.
package final class RequestPace: Sendable {
    /// The longest rate limit that is honoured.
    package static let longestHold = Duration.days(1)

    private let backoff: Backoff
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    private let longestWait: Duration
    private let log: @Sendable (String) -> Void
    private let memory: HoldMemory?
    private let state = Mutex(State())

    private struct State {
        var closedUntil: ContinuousClock.Instant?
        var isRecalled = false
    }

    /// - Parameters:
    ///   - backoff: the pauses before retries for which the answer gives none.
    ///   - longestWait: the longest pause to honour; a longer one ends the poll instead, and the next poll comes later
    ///     anyway.
    ///   - memory: the rate limits of an earlier run; nil if there are none.
    ///   - now: a clock that never steps.
    ///   - sleep: waits, and throws if the task is cancelled.
    ///   - log: called with the reason and the time of each retry.
    package init(
        backoff: Backoff, longestWait: Duration, memory: HoldMemory? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        log: @escaping @Sendable (String) -> Void
    ) {
        self.backoff = backoff
        self.longestWait = longestWait
        self.memory = memory
        self.now = now
        self.sleep = sleep
        self.log = log
    }

    /// Holds all requests for this long, at most for a day.
    func hold(for retryAfter: Duration?) async {
        guard let retryAfter else { return }
        let time = min(retryAfter, Self.longestHold)
        close(for: time)
        await memory?.keep(time)
    }

    private func close(for time: Duration) {
        let until = now() + time
        state.withLock { $0.closedUntil = max($0.closedUntil ?? until, until) }
    }

    /// Waits until a rate limit is over.
    ///
    /// - Throws: ``APIError`` with ``RequestResult/rateLimited``, without a request, if that takes too long.
    func waitUntilOpen() async throws {
        if let memory, !state.withLock(\.isRecalled) {
            if let time = await memory.recall() {
                close(for: min(time, Self.longestHold))
                log("no request is made yet: \(time.components.seconds) s are left of the pause that the API asked for")
            }
            state.withLock { $0.isRecalled = true }
        }
        while let remaining = remaining, remaining > .zero {
            guard remaining <= longestWait else {
                throw APIError(
                    .rateLimited,
                    "the API asked to wait \(remaining.components.seconds) s more; asking again at a later poll")
            }
            try await sleep(remaining)
        }
    }

    /// Waits before a retry.
    ///
    /// - Throws: the error itself if the answer asks for a longer wait than this poll may take.
    func wait(attempt: Int, retryAfter: Duration?, after error: APIError) async throws {
        let delay = retryAfter.map { min($0, Self.longestHold) } ?? backoff.delay(attempt: attempt)
        guard delay <= longestWait else { throw error }
        log("\(error); trying again in \(delay.formattedSeconds) s")
        try await sleep(delay)
    }

    private var remaining: Duration? {
        let now = now()
        return state.withLock { $0.closedUntil.map { $0 - now } }
    }
}

extension Duration {
    /// Seconds with one decimal, for the log.
    fileprivate var formattedSeconds: String {
        let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
