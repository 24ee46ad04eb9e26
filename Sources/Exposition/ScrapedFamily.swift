/// A family that is written again for each scrape.
package protocol ScrapedFamily: Sendable {
    /// The name as scraped; that of a counter ends in `_total`.
    var name: String { get }
    /// The name in OpenMetrics' `# TYPE` and `# HELP`: a counter's without `_total` (OpenMetrics 1.0.0, "Counter").
    var openMetricsName: String { get }
    /// The kind of metric.
    var kind: MetricKind { get }

    /// Appends `# HELP`, `# TYPE` and the present samples; nothing if there are none.
    func write(as format: ExpositionFormat, to bytes: inout [UInt8])
}

extension ScrapedFamily {
    package var openMetricsName: String {
        kind == .counter ? String(name.dropLast(MetricName.total.utf8.count)) : name
    }

    /// Returns true if `name` selects this family, as in a scrape's `name[]`: its name with or without a counter's
    /// `_total`, or the name of one of a histogram's lines.
    package func isSelected(by name: String) -> Bool {
        if name == self.name || name == openMetricsName { return true }
        return kind == .histogram && MetricName.histogramSuffixes.contains { name == self.name + $0 }
    }
}

extension MetricFamily: ScrapedFamily {
    /// Encodes the family from scratch. This is for families that are made once, or that change as a whole.
    package func write(as format: ExpositionFormat, to bytes: inout [UInt8]) {
        ExpositionEncoder().encode(self, as: format, into: &bytes)
    }
}

/// A family with prepared lines, which lack only their values: for metrics that are written at each scrape, while their
/// labels rarely change.
package struct PreparedFamily: Sendable {
    /// The name as scraped.
    package let name: String
    /// The name in OpenMetrics' `# TYPE` and `# HELP`.
    package let openMetricsName: String
    /// The kind of metric.
    package let kind: MetricKind
    private let textHead: [UInt8]
    private let openMetricsHead: [UInt8]
    /// A line's bytes up to its value, and the value's index among those of all samples.
    private let lines: [(start: [UInt8], place: Int)]

    /// Prepares the lines of a family; its values do not matter.
    package init(_ family: MetricFamily) {
        name = family.name
        openMetricsName = family.openMetricsName
        kind = family.kind
        let encoder = ExpositionEncoder()
        textHead = encoder.head(of: family, as: .text)
        openMetricsHead = encoder.head(of: family, as: .openMetrics)
        lines = encoder.lineStarts(of: family)
    }

    /// Appends the family with values, in the order of the samples from which it was made.
    package func write(_ values: [Double], as format: ExpositionFormat, to bytes: inout [UInt8]) {
        guard !lines.isEmpty else { return }
        bytes.append(contentsOf: format == .openMetrics ? openMetricsHead : textHead)
        for line in lines {
            bytes.append(contentsOf: line.start)
            ExpositionText.appendValue(values[line.place], to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}

/// A prepared family with its values.
package struct ValuedFamily: ScrapedFamily {
    private let prepared: PreparedFamily
    private let values: [Double]

    /// - Parameter values: one for each sample from which the family was made, in their order.
    package init(_ prepared: PreparedFamily, _ values: [Double]) {
        self.prepared = prepared
        self.values = values
    }

    package var name: String { prepared.name }
    package var openMetricsName: String { prepared.openMetricsName }
    package var kind: MetricKind { prepared.kind }

    /// Writes the prepared text with the values put in.
    package func write(as format: ExpositionFormat, to bytes: inout [UInt8]) {
        prepared.write(values, as: format, to: &bytes)
    }
}
