import Synchronization

/// A value that the caller's task and the store's threads change in turn.
///
/// The lock never waits, because the task sleeps while a thread reads; the compiler cannot know that and requires one.
/// The value is taken out at the end, since the last read's closure may outlive it for a moment, and a second owner
/// would cause a copy.
final class Traveller<Value: Sendable>: Sendable {
    /// One value, or none after it was taken.
    private let value: Mutex<[Value]>

    init(_ value: consuming Value) {
        self.value = Mutex([value])
    }

    func update(_ body: (inout Value) throws -> Void) rethrows {
        try value.withLock { try body(&$0[0]) }
    }

    func take() -> Value {
        value.withLock { $0.removeLast() }
    }
}
