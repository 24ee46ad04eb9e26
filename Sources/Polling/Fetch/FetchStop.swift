package import ReadingStore
import Synchronization

/// Ends a round of a fetch from one of its tasks, once.
final class FetchStop: Sendable {
    private struct State {
        var reason: FetchError?
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    init() {}

    /// The first reason given.
    var reason: FetchError? { state.withLock(\.reason) }

    func stop(_ reason: FetchError) {
        let cancel = state.withLock { state in
            state.reason = state.reason ?? reason
            return state.cancel
        }
        cancel?()
    }

    /// - Parameter cancel: called when the round is stopped, or at once if it has been.
    func onStop(_ cancel: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            state.cancel = cancel
            return state.reason != nil
        }
        if isStopped { cancel() }
    }
}

/// The reason that a fetch stopped before its end; stored readings are kept.
package enum FetchError: Error, Sendable, CustomStringConvertible {
    /// The API refused a key, so it would refuse every other request.
    case keyRefused(group: String, reason: String)
    case store(StoreError)

    package var description: String {
        switch self {
        case .keyRefused(let group, let reason): "customer group \(group): \(reason)"
        case .store(let error): "\(error)"
        }
    }
}
