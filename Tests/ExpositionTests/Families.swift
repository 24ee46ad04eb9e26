import Exposition

/// Families that the tests share.
enum Families {
    /// Label values that break careless writers and readers.
    static let hostileValues = [
        "a \"quoted\" word", "back\\slash", "ends in \\", "two\nlines", "literally \\n", "\"", "\\\"", "{}=,#", " ",
        "\t",
        "\r\n", "Ørestad 🏭 Ærø", "line\u{2028}separator", "zero\u{0}byte", "\u{e9}", "e\u{301}", "\u{feff}", "\u{85}",
        "\u{10ffff}", "# EOF", "",
    ]

    static func gauge(named name: String = "g", help: String = "Help.", _ samples: [([String: String], Double)])
        -> MetricFamily
    {
        MetricFamily(
            name: name, help: help, kind: .gauge,
            samples: samples.map { labels, value in
                Sample(labels: labels.map { Label(name: $0.key, value: $0.value) }, value: value)
            })
    }

    /// A gauge with a sample for each text, which stands in the label `text`, its place in `index`.
    static func text(of values: [String]) -> MetricFamily {
        gauge(
            named: "test_text", help: "Every text.",
            values.enumerated().map { (["text": $0.element, "index": "\($0.offset)"], 1) })
    }

    /// One family of each kind, with every special case of writing them.
    static var all: [MetricFamily] {
        let requests = CounterVector(
            name: "test_requests_total", help: "Requests by how they ended.",
            labels: [
                LabelValues("endpoint", closed: ["timeseries", "invoiced"]),
                LabelValues("result", closed: ["ok", "timeout"]),
            ])
        requests.increment("timeseries", "ok", by: 3)
        let durations = HistogramVector(
            name: "test_duration_seconds", help: "How long requests took.", labels: [LabelValues("endpoint")],
            buckets: [0.005, 0.25, 1, 2.5, 10, 1_000_000])
        for value in [0.001, 0.25, 2, 3, 100] { durations.observe(value, "timeseries") }
        durations.observe(7, "invoiced")
        let values = [0, -1, 0.1, 1e21, 1.5e-7, .nan, .infinity, -.infinity, 1_793_458_800, 0.1 + 0.2]
        return [
            requests.family(), durations.family(),
            gauge(
                named: "test_value", help: "Values of \"every\" kind, \\ and\nlines.",
                values.enumerated().map {
                    (["index": "\($0.offset)"], $0.element)
                }),
            // Without the zero byte, for which git would take the golden files for binary.
            text(of: hostileValues.filter { !$0.contains("\0") }),
            gauge(named: "test_alone", help: "No labels.", [([:], 42)]),
            gauge(named: "test_empty", help: "No samples, so it is not written.", []),
        ]
    }
}
