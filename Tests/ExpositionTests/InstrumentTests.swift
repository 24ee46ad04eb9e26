import Exposition
import Testing

struct InstrumentTests {
    private func values(_ family: MetricFamily) -> [String: Double] {
        let named = family.samples.map { sample in
            (
                sample.suffix + sample.labels.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: ","),
                sample.value
            )
        }
        return Dictionary(named) { first, _ in
            Issue.record("a sample occurs twice")
            return first
        }
    }

    @Test func closedLabelSetsStartAtZeroForEachCombination() {
        let counter = CounterVector(
            name: "c_total", help: "",
            labels: [LabelValues("a", closed: ["1", "2"]), LabelValues("b", closed: ["x", "y"])])
        counter.increment("2", "x")
        #expect(values(counter.family()) == ["a=1,b=x": 0, "a=1,b=y": 0, "a=2,b=x": 1, "a=2,b=y": 0])
    }

    @Test func openLabelSetsStartWithoutSamples() {
        let counter = CounterVector(
            name: "c_total", help: "", labels: [LabelValues("a", closed: ["1"]), LabelValues("b")])
        #expect(counter.family().samples.isEmpty)
        counter.increment("1", "new")
        #expect(values(counter.family()) == ["a=1,b=new": 1])
    }

    @Test func aCounterWithoutLabelsStartsAtZero() {
        let counter = Counter(name: "c_total", help: "")
        #expect(values(counter.family()) == ["": 0])
        counter.increment()
        counter.increment(by: 2.5)
        #expect(values(counter.family()) == ["": 3.5])
    }

    @Test(arguments: [-1, .nan, .infinity])
    func aCounterNeverDecreases(amount: Double) {
        let counter = Counter(name: "c_total", help: "")
        counter.increment(by: amount)
        #expect(values(counter.family()) == ["": 0])
    }

    @Test func bucketsAreCumulativeAndTheirBoundsInclusive() {
        let histogram = HistogramVector(name: "h", help: "", labels: [], buckets: [1, 0.5, 1, .infinity])
        for value in [0.1, 0.5, 0.7, 1, 7] { histogram.observe(value) }
        #expect(
            values(histogram.family()) == [
                "_bucketle=0.5": 2, "_bucketle=1.0": 4, "_bucketle=+Inf": 5, "_sum": 9.3, "_count": 5,
            ])
    }

    @Test func aHistogramWithClosedLabelsStartsEmpty() {
        let histogram = HistogramVector(
            name: "h", help: "", labels: [LabelValues("a", closed: ["1"])], buckets: [1])
        #expect(
            values(histogram.family()) == [
                "_bucketa=1,le=1.0": 0, "_bucketa=1,le=+Inf": 0, "_suma=1": 0, "_counta=1": 0,
            ])
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func anObservationThatIsNotFiniteIsIgnored(value: Double) {
        let histogram = HistogramVector(name: "h", help: "", labels: [], buckets: [1])
        histogram.observe(value)
        #expect(values(histogram.family()) == ["_bucketle=1.0": 0, "_bucketle=+Inf": 0, "_sum": 0, "_count": 0])
    }

    @Test func countsFromManyThreadsAddUp() async {
        let counter = CounterVector(name: "c_total", help: "", labels: [LabelValues("a")])
        let histogram = HistogramVector(name: "h", help: "", labels: [], buckets: [1])
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment("\(task % 2)")
                        histogram.observe(1)
                    }
                }
            }
        }
        #expect(values(counter.family()) == ["a=0": 4000, "a=1": 4000])
        #expect(values(histogram.family())["_count"] == 8000)
    }

    private func written(_ family: some ScrapedFamily, _ format: ExpositionFormat) -> String {
        var bytes: [UInt8] = []
        family.write(as: format, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func encoded(_ family: MetricFamily, _ format: ExpositionFormat) -> String {
        var bytes: [UInt8] = []
        ExpositionEncoder().encode(family, as: format, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Lines are prepared between scrapes; new labels, and values that are not whole numbers, must still appear.
    @Test(arguments: ExpositionFormat.allCases)
    func preparedBytesEqualThoseOfTheEncoder(format: ExpositionFormat) {
        let counter = CounterVector(name: "c_total", help: "Says \"c\".", labels: [LabelValues("b"), LabelValues("a")])
        let histogram = HistogramVector(
            name: "h", help: "H.", labels: [LabelValues("z", closed: ["1"])], buckets: [0.5, 1e7])
        #expect(written(counter, format) == "")
        for (step, text) in ["x", "\"\\\n", "a", "x"].enumerated() {
            counter.increment(text, "y", by: Double(step) + 0.25)
            histogram.observe(Double(step) / 3, "2")
            for _ in 0..<2 {
                #expect(written(counter, format) == encoded(counter.family(), format))
                #expect(written(histogram, format) == encoded(histogram.family(), format))
            }
        }
        let names = counter.family()
        #expect(names.samples.count == 3)
        let gauge = MetricFamily.gauge("g", "G.", -1234567)
        #expect(written(ValuedFamily(PreparedFamily(gauge), [-1234567]), format) == encoded(gauge, format))
        #expect(encoded(gauge, format).hasSuffix("g -1234567\n"))
    }
}
