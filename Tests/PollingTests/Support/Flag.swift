import Synchronization

/// A switch that a script reads and a test sets.
final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set(_ isSet: Bool = true) { state.withLock { $0 = isSet } }
}
