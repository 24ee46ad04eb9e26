import Ground
package import LineLog
package import Logging
import Synchronization

/// Keeps lines in memory.
package final class RecordingSink: LogSink {
    private let written = Mutex<[String]>([])

    /// Keeps a line.
    package func write(line: [UInt8]) {
        written.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }

    /// Creates a sink without lines.
    package init() {}

    package var lines: [String] { written.withLock { $0 } }

    /// A logger that writes here, at 2026-10-01T12:00:00.123Z.
    package func logger(_ format: LogFormat = .logfmt, level: LogLevel = .debug) -> Logger {
        .lines(
            LineLogHandler(
                level: level, format: format, sink: self, now: { Timestamp(milliseconds: 1_790_856_000_123) }))
    }
}
