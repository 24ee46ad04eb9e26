/// How long to wait before a try is made again: exponential with full jitter, so that many clients who failed together
/// do not come back together.
///
/// Before the nth further try it is a random part of ``first`` times 2^(n-1), but never of more than ``cap``.
package struct Backoff: Sendable {
    package let first: Duration
    package let cap: Duration
    private let random: @Sendable () -> Double

    /// - Parameter random: gives numbers of 0 to 1.
    package init(
        first: Duration = .seconds(1), cap: Duration = .seconds(300),
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.first = first
        self.cap = cap
        self.random = random
    }

    /// The pause before a further try.
    ///
    /// - Parameter attempt: 1 for the first further try; what is less counts as 1.
    package func delay(attempt: Int) -> Duration {
        longestDelay(attempt: attempt) * min(max(random(), 0), 1)
    }

    /// What ``delay(attempt:)`` never exceeds.
    package func longestDelay(attempt: Int) -> Duration {
        var delay = min(first, cap)
        // Ends at the cap, so that no attempt overflows and a large one does not count long.
        var remaining = max(attempt, 1) - 1
        while remaining > 0 && delay < cap && delay > .zero {
            delay = min(delay * 2, cap)
            remaining -= 1
        }
        return delay
    }
}
