/// Encodes metric families for Prometheus.
///
/// The output depends only on the input: labels are sorted by name, samples by labels, byte by byte. It never holds a
/// series twice: of several samples with the same labels (an empty value counts as no label) the first is written and
/// the others are dropped. Samples with an invalid label name and families with an invalid name, for which Prometheus
/// would refuse the whole scrape, are dropped too. A family without samples writes nothing.
package struct ExpositionEncoder: Sendable {
    /// Creates an encoder.
    package init() {}

    /// Appends a family: `# HELP`, `# TYPE`, its samples. The caller appends OpenMetrics' `# EOF`
    /// (``ExpositionFormat/end``).
    ///
    /// - Returns: the number of bytes of `# HELP` and `# TYPE`; 0 if nothing is written.
    @discardableResult
    package func encode(_ family: MetricFamily, as format: ExpositionFormat, into bytes: inout [UInt8]) -> Int {
        guard MetricName.isValid(family.name) else { return 0 }
        let order = SampleOrder(family)
        guard !order.places.isEmpty else { return 0 }
        let start = bytes.count
        appendHead(of: family, as: format, to: &bytes)
        let head = bytes.count - start
        let name = Array(family.name.utf8)
        for place in order.places {
            let sample = family.samples[place]
            appendStart(of: sample, name, order.labelOrders[order.shapes[place]], to: &bytes)
            ExpositionText.appendValue(sample.value, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return head
    }

    /// Encodes `# HELP` and `# TYPE`.
    func head(of family: MetricFamily, as format: ExpositionFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        appendHead(of: family, as: format, to: &bytes)
        return bytes
    }

    /// Encodes the samples up to their values, in the order of writing; the same in all formats.
    ///
    /// - Returns: each start, with the index of its sample in the family.
    func lineStarts(of family: MetricFamily) -> [(start: [UInt8], place: Int)] {
        guard MetricName.isValid(family.name) else { return [] }
        let order = SampleOrder(family)
        let name = Array(family.name.utf8)
        return order.places.map { place in
            var bytes: [UInt8] = []
            appendStart(of: family.samples[place], name, order.labelOrders[order.shapes[place]], to: &bytes)
            return (bytes, place)
        }
    }

    private func appendStart(of sample: Sample, _ name: [UInt8], _ order: LabelOrder, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: name)
        if !sample.suffix.isEmpty { bytes.append(contentsOf: sample.suffix.utf8) }
        append(sample.labels, in: order, to: &bytes)
        bytes.append(UInt8(ascii: " "))
    }

    /// Encodes a whole exposition: the families in the order of ``MetricFamily/ordered(_:)``, and the format's end.
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
