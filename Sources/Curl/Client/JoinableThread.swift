import Ground
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread of its own for blocking C calls.
final class JoinableThread: Sendable {
    private let thread: Locked<pthread_t?>

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts `run` on a new thread.
    ///
    /// - Throws: ``CurlError/unavailable(reason:)``
    init(_ run: @escaping @Sendable () -> Void) throws(CurlError) {
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let body = Unmanaged.passRetained(Body(run))
        let result = pthread_create(
            &thread, nil,
            { context in
                #if !canImport(Darwin)
                    // `context` is the body that was passed to `pthread_create`, never nil.
                    guard let context else { return nil }
                #endif
                JoinableThread.blockSignals()
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw .unavailable(reason: "cannot start a thread: \(Errno(rawValue: result))")
        }
        self.thread = Locked(thread)
    }

    /// Puts the calling thread to sleep.
    static func pause(_ duration: Duration) {
        usleep(UInt32(clamping: duration.milliseconds * 1000))
    }

    /// Waits for the thread's end. Later calls return at once, or together with the first one while that waits. It must
    /// not be called on the thread itself.
    func join() {
        thread.withLock { thread in
            guard let running = thread else { return }
            pthread_join(running, nil)
            thread = nil
        }
    }

    /// Blocks signals, which other threads of the program handle. SIGPIPE matters most: libcurl was asked to leave
    /// signals alone, and TLS may write to a connection that the other side has closed, which would end the process.
    /// Signals that report a fault of the program itself are not blocked.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// A value that one thread at a time may use, behind a POSIX mutex.
///
/// It replaces `Synchronization.Mutex`, which ThreadSanitizer does not know on Linux: it reports a race for each value
/// behind one, so that real races of the thread of ``TransferLoop`` could not be found.
final class Locked<Value>: Sendable {
    // Safe to share: `value` is used only in `withLock`, between lock and unlock, and by `deinit`, when no other
    // reference is left.
    nonisolated(unsafe) private var value: Value
    // Safe to share: that is the purpose of a mutex. It has memory of its own, because a mutex must not move.
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        // Without attributes it can fail only for lack of memory, of which glibc's needs none.
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
