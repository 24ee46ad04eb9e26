import Synchronization

/// Ends a round of a fetch from within, once.
final class FetchStop: Sendable {
    private struct State {
        var reason: FetchError?
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    init() {}

    /// The first that was given.
    var reason: FetchError? { state.withLock(\.reason) }

    func stop(_ reason: FetchError) {
        let cancel = state.withLock { state in
            state.reason = state.reason ?? reason
            return state.cancel
        }
        cancel?()
    }

    /// - Parameter cancel: called when it is stopped, at once where it has been.
    func onStop(_ cancel: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            state.cancel = cancel
            return state.reason != nil
        }
        if isStopped { cancel() }
    }
}
