package import Metering

/// What an export holds.
package struct ExportRequest: Sendable, Equatable {
    /// Periods that start in it.
    package var time: Range<Timestamp>
    package var format: ExportFormat
    /// Empty: all.
    package var meteringPoints: Set<String>
    /// Empty: all.
    package var deliveryCategories: Set<String>

    package init(
        time: Range<Timestamp>, format: ExportFormat = .openMetrics, meteringPoints: [String] = [],
        deliveryCategories: [String] = []
    ) {
        self.time = time
        self.format = format
        self.meteringPoints = Set(meteringPoints)
        self.deliveryCategories = Set(deliveryCategories)
    }

    func includes(_ meter: MeterID) -> Bool {
        (meteringPoints.isEmpty || meteringPoints.contains(meter.meteringPoint))
            && (deliveryCategories.isEmpty || deliveryCategories.contains(meter.deliveryCategory))
    }
}

/// What an export has written.
package struct ExportSummary: Sendable, Equatable {
    package var readings = 0
    /// Months, in OpenMetrics only.
    package var invoices = 0
    /// Series with readings.
    package var series = 0
    package var bytes = 0
    /// Metering points and delivery categories that were asked for and are not in the store.
    package var unknown: [String] = []

    package init() {}
}
