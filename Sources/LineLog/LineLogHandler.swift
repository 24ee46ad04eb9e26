package import Ground
package import Logging

/// Writes each event as one line of logfmt or JSON: time, level, message, then the metadata sorted by key.
///
/// An event's error is under the key `error`. Keys of the metadata that collide with those of the line (`ts`, `level`,
/// `msg`) get an underscore. If the sink is journald's, the line begins with its priority.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level

    private let format: LogFormat
    private let sink: any LogSink
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - level: the least severe level that is written.
    ///   - sink: receives the lines.
    ///   - now: the time at the beginning of lines.
    package init(
        level: LogLevel = .info, format: LogFormat = .logfmt, sink: any LogSink = StandardErrorSink(),
        now: @escaping @Sendable () -> Timestamp = WallClock.now
    ) {
        logLevel = level.threshold
        self.format = format
        self.sink = sink
        self.now = now
    }

    /// Reads or sets one value of the handler's own metadata.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event as one line.
    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let explicit = event.metadata { fields.merge(explicit) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            time: now().description, level: LogLevel(event.level), message: event.message.description,
            fields: fields)
        let priority = sink.takesPriority ? line.level.priority : ""
        sink.write(line: Array("\(priority)\(line.text(as: format))\n".utf8))
    }
}

extension Logger {
    /// Returns a logger of the program's own, whatever the process-wide logging system is.
    package static func lines(_ handler: LineLogHandler, label: String = "oresundskraft-exporter") -> Logger {
        Logger(label: label, factory: { _ in handler })
    }
}
