import Metering

/// The labels of all series that were pushed, each encoded once.
struct SeriesTable {
    private struct Key: Hashable {
        var family: TrueTimeFamily
        var id: SeriesID
    }

    private let externalLabels: [String: String]
    private var numbers: [Key: Int] = [:]
    /// By number: the labels as they stand in a `TimeSeries` of a request.
    private(set) var labels: [[UInt8]] = []

    /// - Parameter externalLabels: put on each series, unless the series itself has a label of that name.
    init(externalLabels: [String: String] = [:]) {
        self.externalLabels = externalLabels
    }

    mutating func number(of family: TrueTimeFamily, _ id: SeriesID) -> Int {
        let key = Key(family: family, id: id)
        if let number = numbers[key] { return number }
        let number = labels.count
        numbers[key] = number
        labels.append(WriteRequest.encode(labels: SeriesTable.labels(of: family, id, externalLabels)))
        return number
    }

    /// In order of their names, as the protocol wants them, and without empty ones, which it forbids.
    static func labels(
        of family: TrueTimeFamily, _ id: SeriesID, _ externalLabels: [String: String]
    ) -> [(name: String, value: String)] {
        var labels = externalLabels
        labels["__name__"] = family.rawValue
        for (name, value) in id.labels { labels[name] = value }
        return labels.filter { !$0.value.isEmpty }.sorted { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
    }
}
