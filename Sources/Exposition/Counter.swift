import Synchronization

/// Counters of one name, one for each set of label values; safe to use from any thread.
///
/// ```swift
/// let requests = CounterVector(
///     name: "oresundskraft_api_requests_total", help: "Requests to the API, by result.",
///     labels: [LabelValues("endpoint", closed: ["timeseries", "invoiced"]), LabelValues("result", closed: results)])
/// requests.increment("timeseries", "ok")
/// ```
package final class CounterVector: ScrapedFamily {
    /// The name as scraped.
    package let name: String
    private let help: String
    private let labels: [LabelValues]
    private let state: Mutex<State>

    private struct State {
        var places: [[Label]: Int] = [:]
        var labels: [[Label]] = []
        /// In the order of the labels.
        var values: [Double] = []
        /// Nil after new labels were added.
        var prepared: PreparedFamily?

        mutating func add(_ amount: Double, to key: [Label]) {
            if let place = places[key] {
                values[place] += amount
            } else {
                places[key] = labels.count
                labels.append(key)
                values.append(amount)
                prepared = nil
            }
        }
    }

    /// Creates counters; each combination of closed label values starts at 0.
    package init(name: String, help: String, labels: [LabelValues]) {
        self.name = MetricFamily(name: name, help: help, kind: .counter).name
        self.help = help
        self.labels = labels
        var state = State()
        for key in LabelValues.combinations(labels) { state.add(0, to: key) }
        self.state = Mutex(state)
    }

    package var kind: MetricKind { .counter }

    /// Counts one event, or `amount` of them.
    ///
    /// - Parameters:
    ///   - labelValues: in the order of the labels.
    ///   - amount: a negative amount, or one that is not finite, is ignored, because a counter never falls.
    package func increment(_ labelValues: String..., by amount: Double = 1) {
        guard amount >= 0, amount.isFinite, let key = LabelValues.labels(labels, with: labelValues) else { return }
        state.withLock { $0.add(amount, to: key) }
    }

    /// Returns the present counters.
    package func family() -> MetricFamily { state.withLock { family($0) } }

    /// Writes the counters. Their text is kept from scrape to scrape, and only changed values are written again.
    package func write(as format: ExpositionFormat, to bytes: inout [UInt8]) {
        state.withLock { state in
            let prepared = state.prepared ?? PreparedFamily(family(state))
            state.prepared = prepared
            prepared.write(state.values, as: format, to: &bytes)
        }
    }

    private func family(_ state: State) -> MetricFamily {
        MetricFamily(
            name: name, help: help, kind: .counter,
            samples: zip(state.labels, state.values).map { Sample(labels: $0, value: $1) })
    }
}

/// A counter without labels; safe to use from any thread. It starts at 0.
package final class Counter: ScrapedFamily {
    private let vector: CounterVector

    /// Creates a counter.
    package init(name: String, help: String) {
        vector = CounterVector(name: name, help: help, labels: [])
    }

    package var name: String { vector.name }
    package var kind: MetricKind { .counter }

    /// Counts one event, or `amount` of them; a negative amount, or one that is not finite, is ignored.
    package func increment(by amount: Double = 1) {
        vector.increment(by: amount)
    }

    /// Returns the present counter.
    package func family() -> MetricFamily { vector.family() }

    /// Writes the counter; its text is kept from scrape to scrape.
    package func write(as format: ExpositionFormat, to bytes: inout [UInt8]) { vector.write(as: format, to: &bytes) }
}
