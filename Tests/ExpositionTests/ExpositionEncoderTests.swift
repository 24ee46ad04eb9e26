import Exposition
import Testing

struct ExpositionEncoderTests {
    private func text(_ family: MetricFamily, as format: ExpositionFormat = .text) -> String {
        var bytes: [UInt8] = []
        ExpositionEncoder().encode(family, as: format, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func lines(_ family: MetricFamily, as format: ExpositionFormat = .text) -> [String] {
        text(family, as: format).split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test func helpTypeAndSamplesAreWritten() {
        let family = Families.gauge(named: "g", help: "Help.", [(["b": "2", "a": "1"], 0.5)])
        #expect(text(family) == "# HELP g Help.\n# TYPE g gauge\ng{a=\"1\",b=\"2\"} 0.5\n")
    }

    @Test(arguments: ExpositionFormat.allCases)
    func aFamilyWithoutSamplesWritesNothing(format: ExpositionFormat) {
        #expect(text(Families.gauge([]), as: format).isEmpty)
    }

    @Test func aSampleWithoutLabelsHasNoBraces() {
        #expect(lines(Families.gauge([([:], 1)])) == ["g 1"])
    }

    @Test func samplesAreSortedByLabelsWhateverTheirOrder() {
        let samples: [([String: String], Double)] = [
            (["a": "2", "b": "1"], 1), (["a": "10", "b": "1"], 2), (["a": "1", "b": "2"], 3), (["a": "1"], 4),
            (["b": "0"], 5), ([:], 6), (["a": "1\u{0}"], 7), (["a": "1!"], 8),
        ]
        let sorted = lines(Families.gauge(samples))
        #expect(
            sorted == [
                "g 6", "g{a=\"1\"} 4", "g{a=\"1\",b=\"2\"} 3", "g{a=\"1\u{0}\"} 7", "g{a=\"1!\"} 8",
                "g{a=\"10\",b=\"1\"} 2", "g{a=\"2\",b=\"1\"} 1", "g{b=\"0\"} 5",
            ])
        #expect(lines(Families.gauge(samples.reversed())) == sorted)
    }

    @Test func samplesAreSortedByBytesAndNotByLetters() {
        let values = ["å", "z", "Z", "a", "A"]
        let sorted = lines(Families.gauge(values.map { (["a": $0], 1) }))
        #expect(sorted == ["A", "Z", "a", "z", "å"].map { "g{a=\"\($0)\"} 1" })
    }

    @Test func longCommonBeginningsAreSortedToo() {
        let values = (0..<50).map { "735999000000000\(100 + $0)" }
        let sorted = lines(Families.gauge(values.shuffled().map { (["metering_point": $0], 1) }))
        #expect(sorted == values.map { "g{metering_point=\"\($0)\"} 1" })
    }

    @Test func ofSamplesWithTheSameLabelsTheFirstIsKept() {
        let one = Label(name: "a", value: "1")
        let two = Label(name: "b", value: "2")
        let family = MetricFamily(
            name: "g", help: "", kind: .gauge,
            samples: [
                Sample(labels: [one, two], value: 1), Sample(labels: [one], value: 10),
                Sample(labels: [two, one], value: 2), Sample(labels: [one, two], value: 3),
            ])
        #expect(lines(family) == ["g{a=\"1\"} 10", "g{a=\"1\",b=\"2\"} 1"])
    }

    @Test func anEmptyLabelValueIsTheSameSeriesAsNoLabel() {
        #expect(lines(Families.gauge([(["a": ""], 1), ([:], 2)])) == ["g{a=\"\"} 1"])
    }

    @Test func valuesThatOnlyLookAlikeAreTwoSeries() {
        let composed = "\u{e9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed, "Swift takes them for equal")
        #expect(lines(Families.gauge([(["a": composed], 1), (["a": decomposed], 2)])).count == 2)
        #expect(Label(name: "a", value: composed) != Label(name: "a", value: decomposed))
        #expect(Set([Label(name: "a", value: composed), Label(name: "a", value: decomposed)]).count == 2)
    }

    @Test(arguments: ["", "1a", "a-b", "a b", "å", "__name__", "a:b", "a\n", "\u{212a}"])
    func aSampleWithAWrongLabelNameIsLeftOut(name: String) {
        let family = Families.gauge([(["a": "1"], 1), ([name: "2"], 2)])
        #expect(lines(family) == ["g{a=\"1\"} 1"])
    }

    @Test func aSampleWithALabelNameTwiceIsLeftOut() {
        let labels = [Label(name: "a", value: "1"), Label(name: "a", value: "2")]
        let family = MetricFamily(name: "g", help: "", kind: .gauge, samples: [Sample(labels: labels, value: 1)])
        #expect(text(family).isEmpty)
    }

    @Test(arguments: ["", "1a", "a-b", "a b", "å"])
    func aFamilyWithAWrongNameIsLeftOut(name: String) {
        #expect(text(Families.gauge(named: name, [([:], 1)])).isEmpty)
    }

    @Test func helpIsEscapedAsEachFormatRequires() {
        let family = Families.gauge(help: "a \"b\" \\ c\nd", [([:], 1)])
        #expect(text(family).hasPrefix("# HELP g a \"b\" \\\\ c\\nd\n"))
        #expect(text(family, as: .openMetrics).hasPrefix("# HELP g a \\\"b\\\" \\\\ c\\nd\n"))
    }

    @Test(arguments: ["c", "c_total"])
    func aCounterHasTotalInItsSamplesAndInTextEverywhere(name: String) {
        let family = MetricFamily(name: name, help: "H.", kind: .counter, samples: [Sample(labels: [], value: 1)])
        #expect(text(family) == "# HELP c_total H.\n# TYPE c_total counter\nc_total 1\n")
        #expect(text(family, as: .openMetrics) == "# HELP c H.\n# TYPE c counter\nc_total 1\n")
    }

    @Test(arguments: ExpositionFormat.allCases)
    func theSamplesOfAHistogramStayTogetherByRisingBound(format: ExpositionFormat) {
        let histogram = HistogramVector(name: "h", help: "H.", labels: [LabelValues("z")], buckets: [10, 2])
        histogram.observe(3, "b")
        histogram.observe(1, "a")
        #expect(
            lines(histogram.family(), as: format) == [
                "h_bucket{le=\"2.0\",z=\"a\"} 1", "h_bucket{le=\"10.0\",z=\"a\"} 1", "h_bucket{le=\"+Inf\",z=\"a\"} 1",
                "h_sum{z=\"a\"} 1", "h_count{z=\"a\"} 1",
                "h_bucket{le=\"2.0\",z=\"b\"} 0", "h_bucket{le=\"10.0\",z=\"b\"} 1", "h_bucket{le=\"+Inf\",z=\"b\"} 1",
                "h_sum{z=\"b\"} 3", "h_count{z=\"b\"} 1",
            ])
    }

    @Test func theSameBucketTwiceIsWrittenOnce() {
        let histogram = HistogramVector(name: "h", help: "H.", labels: [], buckets: [1])
        var family = histogram.family()
        family.samples += family.samples
        #expect(lines(family) == lines(histogram.family()))
    }

    @Test func familiesAreSortedAndEachNameOccursOnce() {
        let families = [
            Families.gauge(named: "b", [([:], 1)]), Families.gauge(named: "a", [([:], 2)]),
            Families.gauge(named: "b", [([:], 3)]),
            MetricFamily(name: "a_total", help: "", kind: .counter, samples: [Sample(labels: [], value: 4)]),
        ]
        #expect(MetricFamily.ordered(families).map(\.samples.first?.value) == [2, 1])
    }

    @Test(arguments: [("c", true), ("c_total", true), ("c_tot", false), ("c_total_total", false), ("", false)])
    func aCounterIsSelectedByEitherName(name: String, isSelected: Bool) {
        #expect(MetricFamily(name: "c_total", help: "", kind: .counter).isSelected(by: name) == isSelected)
    }

    @Test(arguments: [("h", true), ("h_bucket", true), ("h_sum", true), ("h_count", true), ("h_total", false)])
    func aHistogramIsSelectedByTheNamesOfItsLines(name: String, isSelected: Bool) {
        #expect(MetricFamily(name: "h", help: "", kind: .histogram).isSelected(by: name) == isSelected)
    }

    @Test func onlyOpenMetricsHasAnEnd() {
        #expect(ExpositionEncoder().encode([], as: .text).isEmpty)
        #expect(ExpositionEncoder().encode([], as: .openMetrics) == Array("# EOF\n".utf8))
    }
}
