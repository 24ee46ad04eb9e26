import EnergyAPI
import Ground

/// The pauses of a poll loop: its interval, or shorter ones after polls without any answer, so that it continues soon
/// after a network or an API recovers.
struct PollPauses {
    /// Each pause is up to a tenth longer, so that exporters that were started together do not poll in step.
    private static let jitter = 0.1

    /// The pauses after one, two and more polls in a row that failed as a whole.
    private static let retries: [Duration] = [.minutes(1), .minutes(2), .minutes(4), .minutes(5)]

    private let interval: Duration
    private let random: @Sendable () -> Double
    private var failures = 0

    /// - Parameters:
    ///   - interval: the time from the start of a poll to the start of the next.
    ///   - random: returns numbers from 0 up to 1.
    init(interval: Duration, random: @escaping @Sendable () -> Double) {
        self.interval = interval
        self.random = random
    }

    /// Returns the pause from the end of a poll to the next one.
    mutating func next(after outcome: PollOutcome) -> Duration {
        let stretch = 1 + Self.jitter * random()
        guard outcome.isUnanswered else {
            failures = 0
            return max(interval * stretch - outcome.duration, .seconds(1))
        }
        let retry = Self.retries[min(failures, Self.retries.count - 1)]
        failures += 1
        return min(retry * stretch, interval)
    }
}

extension PollOutcome {
    /// Results that may pass by themselves: the API, or the path to it, does not work at present.
    private static let passing: Set<RequestResult> = [.network, .timeout, .tls, .serverError, .invalid]

    /// True if no request got an answer that counts, and for at least one group only because the API was unreachable or
    /// failing. A rate limit or a refused key does not pass so soon.
    var isUnanswered: Bool {
        groups.allSatisfy { !$0.isSuccess && !$0.results.contains(.ok) }
            && groups.contains { !$0.results.isEmpty && $0.results.isSubset(of: Self.passing) }
    }
}
