/// The order in which the samples of a family are written.
///
/// Samples are sorted by their labels: by name, then value, byte by byte. The samples of one histogram (equal labels
/// but for `le`) stay together in the given order, because OpenMetrics wants buckets by rising bound. Samples with an
/// invalid label name, and all but the first with the same labels, are left out; a label with an empty value counts as
/// absent, as it does in Prometheus.
struct SampleOrder {
    /// The indices of the written samples in the family, in the order of writing.
    private(set) var places: [Int] = []
    /// The index in ``labelOrders`` for each of the family's samples; -1 if it is left out.
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
        // The index in `kept` at which the samples with the same key begin.
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

/// The order of a sample's labels, found once for all samples with the same names.
struct LabelOrder {
    /// `name="`, ready to write, for each label in the order of writing.
    let heads: [[UInt8]]
    /// The index in the sample of each of ``heads``.
    let places: [Int]
    private let names: [String]

    /// Sorts the labels by name; nil if a name is invalid or occurs twice.
    init?(_ labels: [Label]) {
        names = labels.map(\.name)
        let sorted = labels.indices.sorted { labels[$0].name.precedesInBytes(labels[$1].name) }
        for (index, place) in sorted.enumerated() {
            guard MetricName.isValidLabel(labels[place].name) else { return nil }
            if index > 0, labels[place].name == labels[sorted[index - 1]].name { return nil }
        }
        places = sorted
        heads = sorted.map { Array("\(labels[$0].name)=\"".utf8) }
    }

    func fits(_ labels: [Label]) -> Bool {
        guard labels.count == names.count else { return false }
        for index in names.indices where !labels[index].name.hasSameBytes(as: names[index]) { return false }
        return true
    }
}
