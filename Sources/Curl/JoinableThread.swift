#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread of its own for C calls that block.
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
            throw .unavailable(reason: "cannot start a thread: \(SystemError.text(result))")
        }
        self.thread = Locked(thread)
    }

    /// Waits for the thread's end. Further calls return at once, or with the first where that still waits. Must not be
    /// called on the thread itself.
    func join() {
        thread.withLock { thread in
            guard let running = thread else { return }
            pthread_join(running, nil)
            thread = nil
        }
    }

    /// Signals are for the program's other threads to handle. SIGPIPE above all: libcurl was asked to leave signals
    /// alone, and TLS may write to a connection that the other side has closed, which would end the process.
    /// Those that tell of a fault in the program itself stay.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
