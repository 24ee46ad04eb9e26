/// The pauses between tries: exponential with full jitter, so that many clients that failed together do not return
/// together.
///
/// The pause before the nth further try is a random part of ``first`` times 2^(n-1), or of ``cap`` if that is less.
package struct Backoff: Sendable {
    /// The longest pause before the first further try.
    package let first: Duration
    /// The longest pause before any try.
    package let cap: Duration
    private let random: @Sendable () -> Double

    /// Creates the pauses.
    ///
    /// - Parameter random: returns numbers from 0 to 1.
    package init(
        first: Duration = .seconds(1), cap: Duration = .seconds(300),
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.first = first
        self.cap = cap
        self.random = random
    }

    /// Draws the pause before a further try.
    ///
    /// - Parameter attempt: 1 for the first further try; smaller numbers count as 1.
    package func delay(attempt: Int) -> Duration {
        longestDelay(attempt: attempt) * min(max(random(), 0), 1)
    }

    /// Returns the upper limit of ``delay(attempt:)``.
    package func longestDelay(attempt: Int) -> Duration {
        var delay = min(first, cap)
        // Ends at the cap, so that no attempt overflows and a large one does not loop for long.
        var remaining = max(attempt, 1) - 1
        while remaining > 0 && delay < cap && delay > .zero {
            delay = min(delay * 2, cap)
            remaining -= 1
        }
        return delay
    }
}
