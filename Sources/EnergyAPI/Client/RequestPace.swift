package import Curl
import Ground
import Synchronization

/// Remembers rate limits beyond the end of the program, which they outlive.
package struct HoldMemory: Sendable {
    fileprivate let recall: @Sendable () async -> Duration?
    fileprivate let keep: @Sendable (Duration) async -> Void

    /// Takes the two ways to the memory.
    ///
    /// - Parameters:
    ///   - recall: returns for how long a limit that was kept still holds; nil if none does.
    ///   - keep: called with the time for which nothing is to be asked.
    package init(
        recall: @escaping @Sendable () async -> Duration?, keep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.recall = recall
        self.keep = keep
    }
}

/// When the next request may go out: the pauses that a rate limit asks for, and those between tries.
///
/// One for all who ask the same API with the same key, since a rate limit means all of them.
package final class RequestPace: Sendable {
    /// The longest rate limit that is believed.
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
    ///   - backoff: how long to wait before each further try where the answer does not say.
    ///   - longestWait: what an answer asks for beyond this ends the poll instead: the next one comes later anyway.
    ///   - memory: of an earlier run's rate limits; nil if there is none.
    ///   - now: a clock that never steps.
    ///   - sleep: waits, and throws where the task is cancelled.
    ///   - log: called with why a request is tried again, and when.
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

    /// Asks nothing for so long, at most for a day.
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
                log("nothing is asked yet: of the pause that the API asked for, \(time.components.seconds) s are left")
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

    /// Waits before the same request is made once more.
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
