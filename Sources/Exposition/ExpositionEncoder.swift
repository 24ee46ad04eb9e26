/// Writes metric families as Prometheus reads them.
///
/// The output depends on nothing but the input: labels are sorted by name, samples by labels, byte by byte. It cannot
/// hold a series twice: of several samples with the same labels (an empty value counts as no label) the first is
/// written and the others are dropped. Samples with a wrong label name and families with a wrong name, for which
/// Prometheus would refuse the whole scrape, are dropped too. A family without samples writes nothing.
package struct ExpositionEncoder: Sendable {
    /// Creates an encoder.
    package init() {}

    /// Appends a family: `# HELP`, `# TYPE`, its samples. OpenMetrics' `# EOF` is the caller's
    /// (``ExpositionFormat/end``).
    package func encode(_ family: MetricFamily, as format: ExpositionFormat, into bytes: inout [UInt8]) {
        guard MetricName.isValid(family.name) else { return }
        let order = SampleOrder(family)
        guard !order.places.isEmpty else { return }
        appendHead(of: family, as: format, to: &bytes)
        let name = Array(family.name.utf8)
        for place in order.places {
            let sample = family.samples[place]
            bytes.append(contentsOf: name)
            if !sample.suffix.isEmpty { bytes.append(contentsOf: sample.suffix.utf8) }
            append(sample.labels, in: order.labelOrders[order.shapes[place]], to: &bytes)
            bytes.append(UInt8(ascii: " "))
            ExpositionText.appendValue(sample.value, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Encodes a whole exposition: the families as ``MetricFamily/ordered(_:)`` has them, and the format's end.
    package func encode(_ families: [MetricFamily], as format: ExpositionFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        for family in MetricFamily.ordered(families) { encode(family, as: format, into: &bytes) }
        return bytes + format.end
    }

    private func appendHead(of family: MetricFamily, as format: ExpositionFormat, to bytes: inout [UInt8]) {
        let name = format == .openMetrics ? family.openMetricsName : family.name
        bytes.append(contentsOf: "# HELP \(name) ".utf8)
        ExpositionText.appendHelp(family.help, as: format, to: &bytes)
        bytes.append(contentsOf: "\n# TYPE \(name) \(family.kind.rawValue)\n".utf8)
    }

    private func append(_ labels: [Label], in order: LabelOrder, to bytes: inout [UInt8]) {
        guard !labels.isEmpty else { return }
        var separator = UInt8(ascii: "{")
        for (head, place) in zip(order.heads, order.places) {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            bytes.append(contentsOf: head)
            ExpositionText.appendLabelValue(labels[place].value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

/// The two formats that Prometheus scrapes as text.
package enum ExpositionFormat: Sendable, Hashable, CaseIterable {
    /// Text format 0.0.4.
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

    /// The bytes at the very end: OpenMetrics' `# EOF`.
    package var end: [UInt8] {
        switch self {
        case .text: []
        case .openMetrics: Array("# EOF\n".utf8)
        }
    }
}
