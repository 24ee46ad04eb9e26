/// What `export --format` names.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// OpenMetrics 1.0.0 with a time at each sample, for `promtool tsdb create-blocks-from openmetrics`.
    case openMetrics = "openmetrics"
    /// RFC 4180, one row a reading.
    case csv
}
