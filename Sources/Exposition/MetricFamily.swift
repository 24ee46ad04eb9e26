/// What kind of metric a family is (its `# TYPE`).
package enum MetricKind: String, Sendable {
    case gauge, counter, histogram
}

/// All samples of one metric, with its help text.
///
/// ```swift
/// MetricFamily(
///     name: "oresundskraft_up", help: "1 if the newest poll succeeded wholly.", kind: .gauge,
///     samples: [Sample(labels: [Label(name: "endpoint", value: "timeseries")], value: 1)])
/// ```
package struct MetricFamily: Sendable, Equatable {
    /// The name as scraped; that of a counter always ends in `_total`.
    package let name: String
    package let help: String
    package let kind: MetricKind
    package var samples: [Sample]

    /// - Parameters:
    ///   - name: `[a-zA-Z_:][a-zA-Z0-9_:]*`; a family with another name is not written. A counter's name gets `_total`
    ///     where that is missing.
    ///   - help: one sentence, any text.
    package init(name: String, help: String, kind: MetricKind, samples: [Sample] = []) {
        self.name = kind == .counter && !name.hasSuffix(MetricName.total) ? name + MetricName.total : name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// The name in OpenMetrics' `# TYPE` and `# HELP`: a counter's without `_total` (OpenMetrics 1.0.0, "Counter").
    package var openMetricsName: String {
        kind == .counter ? String(name.dropLast(MetricName.total.utf8.count)) : name
    }

    /// Whether `name` selects this family, as in a scrape's `name[]`: its name with or without a counter's `_total`,
    /// or the name of one of a histogram's lines.
    package func isSelected(by name: String) -> Bool {
        if name == self.name || name == openMetricsName { return true }
        return kind == .histogram && MetricName.histogramSuffixes.contains { name == self.name + $0 }
    }

    /// The families as they stand in an exposition: sorted by name, those with a wrong name left out, and of several
    /// with one name (also where only `_total` differs, which is the same name in OpenMetrics) the first alone.
    package static func ordered(_ families: [MetricFamily]) -> [MetricFamily] {
        var seen: Set<String> = []
        return families.filter { MetricName.isValid($0.name) && seen.insert($0.openMetricsName).inserted }
            .sorted { $0.name.precedesInBytes($1.name) }
    }
}
