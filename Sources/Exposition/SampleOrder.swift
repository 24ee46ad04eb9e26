/// Which samples of a family are written, and in which order.
///
/// Samples are sorted by their labels: by name, then value, byte by byte. The samples of one histogram (equal labels
/// but for `le`) stay together in the order given, as OpenMetrics wants buckets by rising bound. Samples with a wrong
/// label name and all but the first with the same labels are left out; a label with an empty value counts as absent,
/// as it does in Prometheus.
struct SampleOrder {
    /// Places in the family's samples.
    private(set) var places: [Int] = []
    /// For each of the family's samples the place in ``labelOrders``; -1 where it is left out.
    private(set) var shapes: [Int] = []
    private(set) var labelOrders: [LabelOrder] = []

    init(_ family: MetricFamily) {
        let isHistogram = family.kind == .histogram
        var keys = LabelKeys(capacity: family.samples.count)
        places.reserveCapacity(family.samples.count)
        shapes.reserveCapacity(family.samples.count)
        for (place, sample) in family.samples.enumerated() {
            let shape = shape(of: sample.labels)
            shapes.append(shape)
            keys.append(sample.labels, in: shape < 0 ? [] : labelOrders[shape].places, leavingOutBound: isHistogram)
            if shape >= 0 { places.append(place) }
        }
        keys.sort(&places)
        places = withoutDuplicates(family.samples, keys)
    }

    private mutating func shape(of labels: [Label]) -> Int {
        if let last = shapes.last, last >= 0, labelOrders[last].fits(labels) { return last }
        if let known = labelOrders.firstIndex(where: { $0.fits(labels) }) { return known }
        guard let new = LabelOrder(labels) else { return -1 }
        labelOrders.append(new)
        return labelOrders.count - 1
    }

    private func withoutDuplicates(_ samples: [Sample], _ keys: LabelKeys) -> [Int] {
        var kept: [Int] = []
        kept.reserveCapacity(places.count)
        // Where in `kept` the samples begin that have the same key.
        var run = 0
        for place in places {
            if let first = kept.last, !keys.areEqual(first, place) { run = kept.count }
            let isSecond = kept[run...].contains { one in
                samples[one].suffix.hasSameBytes(as: samples[place].suffix)
                    && samples[one].bound.hasSameBytes(as: samples[place].bound)
            }
            if !isSecond { kept.append(place) }
        }
        return kept
    }
}

extension Sample {
    fileprivate var bound: String { labels.first { $0.name == "le" }?.value ?? "" }
}
