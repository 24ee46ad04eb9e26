import Ground
import Metering
import Synchronization

/// The budget that the queries of one customer group share in one poll: how many more requests may be tried again
/// (`api.max_retries`), which windows have turned out too long to ask for at once, and whether the API still answers.
package final class RetryBudget: Sendable {
    /// After so many passing failures in a row the API counts as down, and the rest of the poll is not asked for.
    static let mostFailuresInARow = 8

    private struct State {
        var left: Int
        var tooLong: Duration?
        var failuresInARow = 0
        var givenUp: APIError?
    }

    private let state: Mutex<State>

    /// Creates a budget of so many retries.
    package init(_ retries: Int) {
        state = Mutex(State(left: retries))
    }

    /// Why nothing more is asked for in this poll; nil while the API answers now and then.
    var givenUp: APIError? { state.withLock(\.givenUp) }

    /// - Returns: whether there was a try left.
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
            if state.failuresInARow >= RetryBudget.mostFailuresInARow, state.left == 0 { state.givenUp = error }
        }
    }

    /// A window's answer was too large or took too long: from now on such windows are halved before they are asked for.
    func recordTooLong(_ window: Range<Timestamp>) {
        let length = window.upperBound - window.lowerBound
        state.withLock { $0.tooLong = min($0.tooLong ?? length, length) }
    }

    func isTooLong(_ window: Range<Timestamp>) -> Bool {
        state.withLock { state in state.tooLong.map { window.upperBound - window.lowerBound >= $0 } ?? false }
    }
}
