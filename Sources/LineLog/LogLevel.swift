package import Logging

/// The severity of a log line, as `--log.level` and the lines name it.
package enum LogLevel: String, Sendable, CaseIterable {
    case debug
    case info
    case warn
    case error

    /// Creates the level shown for one of swift-log: `trace` is debug, `notice` info, `critical` error.
    package init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace, .debug: .debug
            case .info, .notice: .info
            case .warning: .warn
            case .error, .critical: .error
            }
    }

    /// The priority that journald reads at the beginning of a line (sd-daemon(3)).
    var priority: String {
        switch self {
        case .debug: "<7>"
        case .info: "<6>"
        case .warn: "<4>"
        case .error: "<3>"
        }
    }

    /// The lowest level of swift-log that is shown as this one, for use as a threshold.
    package var threshold: Logger.Level {
        switch self {
        case .debug: .trace
        case .info: .info
        case .warn: .warning
        case .error: .error
        }
    }
}
