import Ground
import Metering
import ReadingStore
import TrueTime

/// The labels of all pushed series, each encoded once; samples refer to a series by its number.
struct SeriesTable: Sendable {
    private struct Key: Hashable {
        var family: TrueTimeFamily
        var id: SeriesID
    }

    private let externalLabels: [String: String]
    private var numbers: [Key: Int] = [:]
    /// By number.
    private var keys: [Key] = []
    /// By number: the labels as encoded in a `TimeSeries` of ``WriteMessage1``.
    private(set) var labels: [[UInt8]] = []
    /// By number: the names and values of the labels, as indices into ``symbols``.
    private(set) var references: [[Int]] = []
    /// All texts in UTF-8, each once.
    private(set) var symbols: [[UInt8]] = []
    private var places: [String: Int] = [:]
    private var metadata: [TrueTimeFamily: (help: Int, unit: Int)] = [:]

    /// - Parameter externalLabels: added to each series, unless the series itself has a label of that name.
    init(externalLabels: [String: String] = [:]) {
        self.externalLabels = externalLabels
        for family in TrueTimeFamily.allCases {
            metadata[family] = (help: place(of: family.help), unit: place(of: family.unit))
        }
    }

    /// Returns the family of a series.
    func family(of series: Int) -> TrueTimeFamily { keys[series].family }

    /// Returns the help and unit of a series, as indices into ``symbols``.
    func metadata(of series: Int) -> (help: Int, unit: Int) {
        // Each family has one, from the beginning.
        metadata[keys[series].family] ?? (help: 0, unit: 0)
    }

    /// Creates samples of readings, with those of each series together and in order of time.
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
        // Changes come in the order in which they were stored, so a series may occur again with older readings.
        samples.sort(by: Self.precedes)
        return samples
    }

    /// Creates samples of invoiced months, with those of each series together and in order of time.
    mutating func samples(of months: [InvoicedMonth<ChangedInvoice>]) -> [WriteSample] {
        months.map { month in
            WriteSample(series: number(of: .invoice, month.id), time: month.end.milliseconds, value: month.value)
        }.sorted(by: Self.precedes)
    }

    /// Creates the sample of a place. The family must be one that is pushed.
    mutating func sample(at place: SamplePlace, _ value: Double) -> WriteSample {
        let family = TrueTimeFamily(rawValue: place.family) ?? .reading
        return WriteSample(series: number(of: family, place.id), time: place.end.milliseconds, value: value)
    }

    /// Returns the place of one of the table's samples.
    func place(of sample: WriteSample) -> SamplePlace {
        let key = keys[sample.series]
        return SamplePlace(family: key.family.rawValue, id: key.id, end: Timestamp(milliseconds: sample.time))
    }

    private static func precedes(_ left: WriteSample, _ right: WriteSample) -> Bool {
        (left.series, left.time) < (right.series, right.time)
    }

    private mutating func number(of family: TrueTimeFamily, _ id: SeriesID) -> Int {
        let key = Key(family: family, id: id)
        if let number = numbers[key] { return number }
        let number = labels.count
        numbers[key] = number
        keys.append(key)
        let pairs = labels(of: family, id)
        labels.append(WriteMessage1.encode(labels: pairs))
        references.append(pairs.flatMap { [place(of: $0.name), place(of: $0.value)] })
        return number
    }

    private mutating func place(of text: String) -> Int {
        if let place = places[text] { return place }
        let place = symbols.count
        places[text] = place
        symbols.append(Array(text.utf8))
        return place
    }

    /// Returns labels ordered by name, as the protocol demands, and without empty ones, which it forbids.
    private func labels(of family: TrueTimeFamily, _ id: SeriesID) -> [(name: String, value: String)] {
        var labels = externalLabels
        labels["__name__"] = family.rawValue
        for (name, value) in id.labels { labels[name] = value }
        return labels.filter { !$0.value.isEmpty }.sorted { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
    }
}
