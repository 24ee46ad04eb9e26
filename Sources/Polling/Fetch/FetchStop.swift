package import ReadingStore
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

/// Why a fetch stopped before its end; what it has stored is kept.
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
