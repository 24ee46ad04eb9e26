/// In which order the labels of a sample are written, found once for all samples that have the same names.
struct LabelOrder {
    /// `name="`, ready to write, for each label in the order of writing.
    let heads: [[UInt8]]
    /// The place in the sample of each of ``heads``.
    let places: [Int]
    private let names: [String]

    /// - Returns: nil if a name is wrong or stands twice.
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
