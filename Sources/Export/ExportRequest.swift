package import Ground
import Metering

/// The forms of `export --format`.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// OpenMetrics 1.0.0 with a time at each sample, for `promtool tsdb create-blocks-from openmetrics`.
    case openMetrics = "openmetrics"
    /// RFC 4180, one row a reading.
    case csv
}

/// The readings to export, and their form.
package struct ExportRequest: Sendable, Equatable {
    /// The range of time in which periods start.
    package var time: Range<Timestamp>
    /// The form to write.
    package var format: ExportFormat
    /// Metering points to export; empty for all.
    package var meteringPoints: Set<String>
    /// Delivery categories to export; empty for all.
    package var deliveryCategories: Set<String>
    /// Further labels of each series, in OpenMetrics only; the series' own take precedence.
    package var externalLabels: [String: String]

    /// Creates a request.
    package init(
        time: Range<Timestamp>, format: ExportFormat = .openMetrics, meteringPoints: [String] = [],
        deliveryCategories: [String] = [], externalLabels: [String: String] = [:]
    ) {
        self.time = time
        self.format = format
        self.meteringPoints = Set(meteringPoints)
        self.deliveryCategories = Set(deliveryCategories)
        self.externalLabels = externalLabels
    }

    func includes(_ meter: MeterID) -> Bool {
        (meteringPoints.isEmpty || meteringPoints.contains(meter.meteringPoint))
            && (deliveryCategories.isEmpty || deliveryCategories.contains(meter.deliveryCategory))
    }
}

/// Counts of the readings and other items written.
package struct ExportSummary: Sendable, Equatable {
    /// Rows in CSV; in OpenMetrics each may be two lines.
    package var readings = 0
    /// Months, in OpenMetrics only.
    package var invoices = 0
    /// Series with readings.
    package var series = 0
    /// The size of the output.
    package var bytes = 0
    /// Requested metering points and delivery categories that are not in the store.
    package var unknown: [String] = []

    /// Creates the summary of an empty export.
    package init() {}
}
