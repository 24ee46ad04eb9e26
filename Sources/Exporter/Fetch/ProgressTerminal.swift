import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A terminal's standard error, whose lowest line is a progress bar: log lines go above it.
package final class ProgressTerminal: LogSink {
    private static let clearLine = "\r\u{1B}[K"

    private let sink = StandardErrorSink()
    private let bar = Mutex("")

    /// - Returns: nil where standard error is no terminal, or one that cannot redraw a line.
    package init?() {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        guard kind != "", kind != "dumb" else { return nil }
    }

    /// In columns, as of now: windows change their size.
    package var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    package func draw(_ text: String) {
        bar.withLock { bar in
            guard text != bar else { return }
            bar = text
            sink.write(line: Array((ProgressTerminal.clearLine + text).utf8))
        }
    }

    /// Leaves the bar where it is and goes on below it.
    package func end() {
        bar.withLock { bar in
            guard !bar.isEmpty else { return }
            bar = ""
            sink.write(line: [UInt8(ascii: "\n")])
        }
    }

    package func write(line: [UInt8]) {
        bar.withLock { bar in
            guard !bar.isEmpty else { return sink.write(line: line) }
            sink.write(line: Array(ProgressTerminal.clearLine.utf8) + line + Array(bar.utf8))
        }
    }
}
