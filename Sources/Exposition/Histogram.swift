import Synchronization

/// Histograms of one name, one for each set of label values; safe to use from any thread.
package final class HistogramVector: Sendable {
    private let name: String
    private let help: String
    private let labels: [LabelValues]
    private let bounds: [Double]
    private let states: Mutex<[[Label]: State]>

    private struct State {
        /// Observations in each bucket alone; the last bucket lies above all bounds.
        var counts: [UInt64]
        var sum = 0.0
    }

    /// Creates histograms; each combination of closed label values starts empty.
    ///
    /// - Parameter buckets: the upper bounds (inclusive), in any order; `+Inf` comes by itself.
    package init(name: String, help: String, labels: [LabelValues], buckets: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        bounds = Set(buckets.filter(\.isFinite)).sorted()
        let empty = State(counts: Array(repeating: 0, count: bounds.count + 1))
        let start = LabelValues.combinations(labels).map { ($0, empty) }
        states = Mutex(Dictionary(start, uniquingKeysWith: { first, _ in first }))
    }

    /// Notes one observation.
    ///
    /// - Parameters:
    ///   - value: in the unit that the name tells. A value that is not finite is ignored: it would spoil the sum for
    ///     ever.
    ///   - labelValues: in the order of the labels.
    package func observe(_ value: Double, _ labelValues: String...) {
        guard value.isFinite, let key = LabelValues.labels(labels, with: labelValues) else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        states.withLock { states in
            let empty = State(counts: Array(repeating: 0, count: bounds.count + 1))
            states[key, default: empty].counts[bucket] += 1
            states[key, default: empty].sum += value
        }
    }

    /// Returns the histograms as they are now.
    package func family() -> MetricFamily {
        let samples = states.withLock { $0 }.flatMap { lines(of: $0.value, with: $0.key) }
        return MetricFamily(name: name, help: help, kind: .histogram, samples: samples)
    }

    private func lines(of state: State, with labels: [Label]) -> [Sample] {
        var samples: [Sample] = []
        var count: UInt64 = 0
        for (bound, observations) in zip(bounds + [.infinity], state.counts) {
            count += observations
            var text: [UInt8] = []
            ExpositionText.appendBound(bound, to: &text)
            let bucket = Label(name: "le", value: String(decoding: text, as: UTF8.self))
            samples.append(Sample(suffix: "_bucket", labels: labels + [bucket], value: Double(count)))
        }
        samples.append(Sample(suffix: "_sum", labels: labels, value: state.sum))
        samples.append(Sample(suffix: "_count", labels: labels, value: Double(count)))
        return samples
    }
}
