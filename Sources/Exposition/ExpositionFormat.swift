/// The two formats that Prometheus scrapes as text.
package enum ExpositionFormat: Sendable, Hashable, CaseIterable {
    /// Text 0.0.4.
    case text
    /// OpenMetrics 1.0.0.
    case openMetrics

    /// The answer's `Content-Type`.
    package var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What stands once at the very end: OpenMetrics' `# EOF`.
    package var end: [UInt8] {
        switch self {
        case .text: []
        case .openMetrics: Array("# EOF\n".utf8)
        }
    }
}
