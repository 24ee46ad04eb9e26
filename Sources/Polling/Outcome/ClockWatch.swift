import Ground
import Logging
import Synchronization

/// Compares this machine's clock with the API's, by the header `Date` of its answers.
package final class ClockWatch: Sendable {
    /// Synchronized clocks agree within a second. A larger difference than this makes ages, plans and findings wrong.
    package static let tolerance = Duration.seconds(60)

    private struct State {
        var offset: Duration?
        var hasTold = false
    }

    private let state = Mutex(State())

    /// Creates a watch that has seen no answer.
    package init() {}

    /// The time by which this machine's clock is ahead of the API's, as of the newest answer: negative if it is behind,
    /// zero within the time that an answer takes, and nil before an answer with a date.
    package var offset: Duration? { state.withLock(\.offset) }

    /// The offset, if it is larger than ``tolerance``.
    package var wrongness: Duration? { offset.flatMap { abs($0) > Self.tolerance ? $0 : nil } }

    func record(_ offset: Duration) { state.withLock { $0.offset = offset } }

    /// Logs once that the clock is wrong, and once that it is right again.
    func report(_ log: Logger) {
        let wrongness = wrongness
        let isNews = state.withLock { state in
            defer { state.hasTold = wrongness != nil }
            return state.hasTold != (wrongness != nil)
        }
        guard isNews else { return }
        guard let wrongness else { return log.info("this machine's clock agrees with the API's again") }
        log.warning(
            """
            this machine's clock is not the API's: set it (timedatectl shows whether it is synchronized). Until then ages are \
            wrong, and readings may count as not yet due
            """, metadata: ["ahead": "\(wrongness.inSeconds.rounded(toPlaces: 0))s"])
    }

    private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}
