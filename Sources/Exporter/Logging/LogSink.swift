import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where log lines go.
package protocol LogSink: Sendable {
    /// Takes one whole line, with the line feed at its end; called from many threads.
    func write(line: [UInt8])
}

/// Standard error: one `write(2)` for each line, one line at a time.
///
/// What can not be written (a closed pipe, a full disk) is lost: there is no better place to say so. A closed pipe
/// raises SIGPIPE unless the process ignores it, as every server must.
package struct StandardErrorSink: LogSink {
    /// One for the process: lines of two sinks must not mix either, where one `write` takes only a part.
    private static let turn = Mutex(())

    private let descriptor: Int32

    package init() {
        self.init(descriptor: STDERR_FILENO)
    }

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    package func write(line: [UInt8]) {
        Self.turn.withLock { _ in
            line.withUnsafeBytes { Self.writeAll($0, to: descriptor) }
        }
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                // Standard error shares a terminal or a pipe that someone set non-blocking: wait until it takes more.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&request, 1, 1_000) > 0 else { return }
            } else {
                return
            }
        }
    }
}

/// `write(2)`; within a sink its name is taken.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
