import Ground
import Metering
import Synchronization

/// State that the queries of one customer group share in one poll: the number of retries left (`api.max_retries`), the
/// windows that have turned out too long, and whether the API still answers.
package final class RetryBudget: Sendable {
    /// After this many passing failures in a row the API counts as down, and the poll makes no more requests.
    static let mostFailuresInARow = 8

    private struct State {
        var left: Int
        var tooLong: Duration?
        var failuresInARow = 0
        var givenUp: APIError?
    }

    private let state: Mutex<State>

    /// Creates a budget of `retries`.
    package init(_ retries: Int) {
        state = Mutex(State(left: retries))
    }

    /// The reason that no more requests are made in this poll; nil while the API answers now and then.
    var givenUp: APIError? { state.withLock(\.givenUp) }

    /// - Returns: true if there was a retry left.
    func take() -> Bool {
        state.withLock { state in
            guard state.left > 0 else { return false }
            state.left -= 1
            return true
        }
    }

    func recordAnswer() {
        state.withLock { $0.failuresInARow = 0 }
    }

    func recordFailure(_ error: APIError) {
        guard error.isPassing else { return }
        state.withLock { state in
            state.failuresInARow += 1
            if state.failuresInARow >= Self.mostFailuresInARow, state.left == 0 { state.givenUp = error }
        }
    }

    /// Records that a window's answer was too large or took too long: such windows are halved before they are
    /// requested.
    func recordTooLong(_ window: Range<Timestamp>) {
        let length = window.upperBound - window.lowerBound
        state.withLock { $0.tooLong = min($0.tooLong ?? length, length) }
    }

    func isTooLong(_ window: Range<Timestamp>) -> Bool {
        state.withLock { state in state.tooLong.map { window.upperBound - window.lowerBound >= $0 } ?? false }
    }
}
