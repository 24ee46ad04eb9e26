import Ground
import Synchronization
import SystemPackage

/// A destination of log lines.
package protocol LogSink: Sendable {
    /// True if a line has to begin with its priority, as journald reads it.
    var takesPriority: Bool { get }
    /// Writes one whole line with its line feed; called on many threads.
    func write(line: [UInt8])
}

extension LogSink {
    package var takesPriority: Bool { false }
}

/// Standard error: one `write(2)` for each line, one line at a time.
///
/// A line that cannot be written (a closed pipe, a full disk) is lost: there is no better place to report it. A closed
/// pipe raises SIGPIPE unless the process ignores it, as every server must.
package struct StandardErrorSink: LogSink {
    /// One lock for the process: lines of two sinks must not mix either, if one `write` takes only a part.
    private static let turn = Mutex(())

    private let descriptor: FileDescriptor
    package let takesPriority: Bool

    /// Creates the sink, and checks if standard error leads to the journal.
    package init() {
        self.init(descriptor: .standardError, journal: SystemCalls.environment("JOURNAL_STREAM"))
    }

    /// - Parameter journal: the environment's `JOURNAL_STREAM`.
    init(descriptor: FileDescriptor, journal: String? = nil) {
        self.descriptor = descriptor
        takesPriority = JournalStream(journal)?.isOpen(as: descriptor) ?? false
    }

    /// The longest wait for a full pipe.
    private static let patience = Duration.seconds(1)

    /// Writes a line while no other is written, so that lines of several threads do not mix.
    package func write(line: [UInt8]) {
        Self.turn.withLock { _ in
            line.withUnsafeBytes { try? descriptor.writeAll($0, patience: Self.patience) }
        }
    }
}
