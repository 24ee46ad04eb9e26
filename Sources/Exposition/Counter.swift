import Synchronization

/// Counters of one name, one for each set of label values; safe to use from any thread.
///
/// ```swift
/// let requests = CounterVector(
///     name: "oresundskraft_api_requests_total", help: "Requests to the API by how they ended.",
///     labels: [LabelValues("endpoint", closed: ["timeseries", "invoiced"]), LabelValues("result", closed: results)])
/// requests.increment("timeseries", "ok")
/// ```
package final class CounterVector: Sendable {
    private let name: String
    private let help: String
    private let labels: [LabelValues]
    private let values: Mutex<[[Label]: Double]>

    /// Creates counters; each combination of closed label values starts at 0.
    package init(name: String, help: String, labels: [LabelValues]) {
        self.name = name
        self.help = help
        self.labels = labels
        let start = LabelValues.combinations(labels).map { ($0, 0.0) }
        values = Mutex(Dictionary(start, uniquingKeysWith: { first, _ in first }))
    }

    /// Counts one event, or `amount` of them.
    ///
    /// - Parameters:
    ///   - labelValues: in the order of the labels.
    ///   - amount: a counter never falls: a negative amount, or one that is not finite, is ignored.
    package func increment(_ labelValues: String..., by amount: Double = 1) {
        guard amount >= 0, amount.isFinite, let key = LabelValues.labels(labels, with: labelValues) else { return }
        values.withLock { $0[key, default: 0] += amount }
    }

    /// Returns the counters as they are now.
    package func family() -> MetricFamily {
        let samples = values.withLock { $0 }.map { Sample(labels: $0.key, value: $0.value) }
        return MetricFamily(name: name, help: help, kind: .counter, samples: samples)
    }
}

/// A counter without labels; safe to use from any thread. It starts at 0.
package final class Counter: Sendable {
    private let vector: CounterVector

    /// Creates a counter.
    package init(name: String, help: String) {
        vector = CounterVector(name: name, help: help, labels: [])
    }

    /// Counts one event, or `amount` of them; a negative amount, or one that is not finite, is ignored.
    package func increment(by amount: Double = 1) {
        vector.increment(by: amount)
    }

    /// Returns the counter as it is now.
    package func family() -> MetricFamily { vector.family() }
}
