import Ground
import LineLog
import Synchronization
import SystemPackage

/// Standard error of a terminal, whose lowest line is a progress bar; log lines go above it.
package final class ProgressTerminal: LogSink {
    private static let clearLine = "\r\u{1B}[K"

    private let sink = StandardErrorSink()
    private let bar = Mutex("")

    /// - Parameter kind: the kind of terminal, from the environment's `TERM`.
    /// - Returns: nil if standard error is no terminal, or one that cannot redraw a line.
    package init?(kind: String?) {
        guard FileDescriptor.standardError.isTerminal, let kind, kind != "", kind != "dumb" else { return nil }
    }

    /// The present width in columns; a window may change its size.
    package var width: Int { FileDescriptor.standardError.columns ?? 80 }

    /// Draws `text` in place of the bar, or does nothing if it is there already.
    package func draw(_ text: String) {
        bar.withLock { bar in
            guard text != bar else { return }
            bar = text
            sink.write(line: Array((Self.clearLine + text).utf8))
        }
    }

    /// Leaves the bar in place and continues below it.
    package func end() {
        bar.withLock { bar in
            guard !bar.isEmpty else { return }
            bar = ""
            sink.write(line: [UInt8(ascii: "\n")])
        }
    }

    /// Writes a log line above the bar and draws the bar again below it.
    package func write(line: [UInt8]) {
        bar.withLock { bar in
            guard !bar.isEmpty else { return sink.write(line: line) }
            sink.write(line: Array(Self.clearLine.utf8) + line + Array(bar.utf8))
        }
    }
}
