import Ground
import Metering
import ReadingStore
import TrueTime

/// The labels of all series that were pushed, each encoded once, and the samples that name them by number.
struct SeriesTable: Sendable {
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

    /// Makes samples of readings, those of each series together and in order of time.
    mutating func samples(of due: DueReadings) -> [WriteSample] {
        var samples: [WriteSample] = []
        samples.reserveCapacity(due.count * TrueTimeFamily.ofReadings.count)
        for one in due.series {
            for family in TrueTimeFamily.ofReadings {
                guard let series = TrueTimeSeries(family, of: one.id) else { continue }
                let number = number(of: family, one.id)
                for sample in series.samples(of: one.readings) {
                    samples.append(WriteSample(series: number, time: sample.time, value: sample.value))
                }
            }
        }
        // Changes come in the order in which they were stored, so a series may come again with what is older.
        samples.sort(by: Self.precedes)
        return samples
    }

    /// Makes samples of invoiced months, those of each series together and in order of time.
    mutating func samples(of months: [InvoicedMonth<ChangedInvoice>]) -> [WriteSample] {
        months.map { month in
            WriteSample(series: number(of: .invoice, month.id), time: month.end.milliseconds, value: month.value)
        }.sorted(by: Self.precedes)
    }

    private static func precedes(_ left: WriteSample, _ right: WriteSample) -> Bool {
        (left.series, left.time) < (right.series, right.time)
    }

    private mutating func number(of family: TrueTimeFamily, _ id: SeriesID) -> Int {
        let key = Key(family: family, id: id)
        if let number = numbers[key] { return number }
        let number = labels.count
        numbers[key] = number
        labels.append(WriteRequest.encode(labels: labels(of: family, id)))
        return number
    }

    /// Labels in order of their names, as the protocol wants them, and without empty ones, which it forbids.
    private func labels(of family: TrueTimeFamily, _ id: SeriesID) -> [(name: String, value: String)] {
        var labels = externalLabels
        labels["__name__"] = family.rawValue
        for (name, value) in id.labels { labels[name] = value }
        return labels.filter { !$0.value.isEmpty }.sorted { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
    }
}
