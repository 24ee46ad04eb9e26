import Logging
import Synchronization

@testable import Exporter

/// Keeps lines in memory.
final class RecordingSink: LogSink {
    private let written = Mutex<[String]>([])

    func write(line: [UInt8]) {
        written.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }

    var lines: [String] { written.withLock { $0 } }

    /// A logger that writes here, at 2026-10-01T12:00:00.123Z.
    func logger(_ format: LogFormat = .logfmt, level: LogLevel = .debug) -> Logger {
        .lines(LineLogHandler(level: level, format: format, sink: self, now: { .milliseconds(1_790_856_000_123) }))
    }
}
