/// The kind of a family's metric (its `# TYPE`).
package enum MetricKind: String, Sendable {
    case gauge, counter, histogram
}

/// All samples of one metric, with its help text.
///
/// ```swift
/// MetricFamily(
///     name: "oresundskraft_up", help: "1 if the newest poll succeeded completely.", kind: .gauge,
///     samples: [Sample(labels: [Label(name: "endpoint", value: "timeseries")], value: 1)])
/// ```
package struct MetricFamily: Sendable, Equatable {
    /// The name as scraped; that of a counter always ends in `_total`.
    package let name: String
    /// The text of `# HELP`.
    package let help: String
    /// The kind of metric.
    package let kind: MetricKind
    /// The samples, in any order.
    package var samples: [Sample]

    /// Creates a family.
    ///
    /// - Parameters:
    ///   - name: `[a-zA-Z_:][a-zA-Z0-9_:]*`; a family with another name is not written. A counter's name gets `_total`
    ///     if it is missing.
    ///   - help: one sentence, any text.
    package init(name: String, help: String, kind: MetricKind, samples: [Sample] = []) {
        self.name = kind == .counter && !name.hasSuffix(MetricName.total) ? name + MetricName.total : name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// Returns families in the order of an exposition: sorted by name, without those with an invalid name, and only the
    /// first of several with one name (names that differ only in `_total` are the same in OpenMetrics).
    package static func ordered(_ families: [MetricFamily]) -> [MetricFamily] {
        var seen: Set<String> = []
        return families.filter { MetricName.isValid($0.name) && seen.insert($0.openMetricsName).inserted }
            .sorted { $0.name.precedesInBytes($1.name) }
    }
}

/// One line of an exposition.
package struct Sample: Sendable, Equatable {
    /// The suffix of the family's name: `_bucket`, `_sum` or `_count` in a histogram, otherwise empty.
    package var suffix: String
    /// The labels, in any order; they are written sorted by name.
    package var labels: [Label]
    /// The value, in the unit that the family's name tells.
    package var value: Double

    /// Creates a sample.
    package init(suffix: String = "", labels: [Label], value: Double) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }
}

extension MetricFamily {
    /// Creates a family of gauges.
    ///
    /// ```swift
    /// MetricFamily.gauge(
    ///     "oresundskraft_up", "1 if the newest poll succeeded completely.",
    ///     [Sample(labels: [Label(name: "endpoint", value: "timeseries")], value: 1)])
    /// ```
    package static func gauge(_ name: String, _ help: String, _ samples: [Sample]) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: .gauge, samples: samples)
    }

    /// Creates a family of one gauge without labels.
    package static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        gauge(name, help, [Sample(labels: [], value: value)])
    }

    /// Creates a family of counters.
    package static func counter(_ name: String, _ help: String, _ samples: [Sample]) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: .counter, samples: samples)
    }

    /// Creates a family of one counter without labels.
    package static func counter(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        counter(name, help, [Sample(labels: [], value: value)])
    }
}
