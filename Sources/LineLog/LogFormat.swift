/// The forms of a log line, as `--log.format` names them.
package enum LogFormat: String, Sendable, CaseIterable {
    /// `ts=… level=info msg="poll done" endpoint=timeseries`, as Prometheus writes its own.
    case logfmt
    /// One JSON object a line, with the same keys.
    case json
}
