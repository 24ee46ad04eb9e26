import Synchronization

/// A value on its way between the caller's task and the store's threads, which have it in turn.
///
/// The lock never waits: the task sleeps while a thread reads. It is there for the compiler, which cannot know that. The
/// value is taken out at the end, since the last read's closure may live on for a moment, and a second owner makes a copy.
final class Traveller<Value: Sendable>: Sendable {
    /// One value, or none once it was taken.
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
