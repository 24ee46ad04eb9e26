#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A value that one thread at a time may use, behind a POSIX mutex.
///
/// In place of `Synchronization.Mutex`, which ThreadSanitizer does not know on Linux: it reports a race for each value
/// behind one, so that it could not tell whether the thread of ``TransferLoop`` is used rightly.
final class Locked<Value>: Sendable {
    // Safe to share: `value` is used in `withLock` alone, between lock and unlock, and by `deinit`, when nobody else is left.
    nonisolated(unsafe) private var value: Value
    // Safe to share: that is what a mutex is for. Memory of its own, as a mutex must not move.
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        // Without attributes it cannot fail but for memory, of which glibc's needs none.
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the value to itself. Must not be called from within `body`.
    func withLock<Answer>(_ body: (inout sending Value) -> sending Answer) -> sending Answer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
