import Synchronization

/// Histograms of one name, one for each set of label values; safe to use from any thread.
package final class HistogramVector: ScrapedFamily {
    /// The name, to which the lines append their suffixes.
    package let name: String
    private let help: String
    private let labels: [LabelValues]
    private let bounds: [Double]
    private let state: Mutex<State>

    private struct State {
        var places: [[Label]: Int] = [:]
        var labels: [[Label]] = []
        /// In the order of the labels.
        var histograms: [Histogram] = []
        /// Nil after new labels were added.
        var prepared: PreparedFamily?

        /// Returns the index of a set of labels, adding an empty histogram if there is none.
        mutating func place(of key: [Label], buckets: Int) -> Int {
            if let place = places[key] { return place }
            places[key] = labels.count
            labels.append(key)
            histograms.append(Histogram(counts: Array(repeating: 0, count: buckets)))
            prepared = nil
            return labels.count - 1
        }
    }

    private struct Histogram {
        /// Observations in each bucket alone; the last bucket is above all bounds.
        var counts: [UInt64]
        var sum = 0.0

        /// The values of the lines: the cumulative buckets, the sum, the count.
        var values: [Double] {
            var values: [Double] = []
            values.reserveCapacity(counts.count + 2)
            var count: UInt64 = 0
            for observations in counts {
                count += observations
                values.append(Double(count))
            }
            return values + [sum, Double(count)]
        }
    }

    /// Creates histograms; each combination of closed label values starts empty.
    ///
    /// - Parameter buckets: the upper bounds (inclusive), in any order; `+Inf` is added.
    package init(name: String, help: String, labels: [LabelValues], buckets: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        bounds = Set(buckets.filter(\.isFinite)).sorted()
        var state = State()
        for key in LabelValues.combinations(labels) { _ = state.place(of: key, buckets: bounds.count + 1) }
        self.state = Mutex(state)
    }

    package var kind: MetricKind { .histogram }

    /// Records one observation.
    ///
    /// - Parameters:
    ///   - value: in the unit that the name tells. A value that is not finite is ignored, because it would spoil the
    ///     sum forever.
    ///   - labelValues: in the order of the labels.
    package func observe(_ value: Double, _ labelValues: String...) {
        guard value.isFinite, let key = LabelValues.labels(labels, with: labelValues) else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            let place = state.place(of: key, buckets: bounds.count + 1)
            state.histograms[place].counts[bucket] += 1
            state.histograms[place].sum += value
        }
    }

    /// Returns the present histograms.
    package func family() -> MetricFamily { state.withLock { family($0) } }

    /// Writes the histograms. Their text is kept from scrape to scrape, and only changed values are written again.
    package func write(as format: ExpositionFormat, to bytes: inout [UInt8]) {
        state.withLock { state in
            let prepared = state.prepared ?? PreparedFamily(family(state))
            state.prepared = prepared
            prepared.write(state.histograms.flatMap(\.values), as: format, to: &bytes)
        }
    }

    private func family(_ state: State) -> MetricFamily {
        MetricFamily(
            name: name, help: help, kind: .histogram,
            samples: zip(state.labels, state.histograms).flatMap { labels, histogram in
                zip(lines(with: labels), histogram.values).map { line, value in
                    Sample(suffix: line.suffix, labels: line.labels, value: value)
                }
            })
    }

    /// Returns the lines of one histogram, in the order of its values.
    private func lines(with labels: [Label]) -> [(suffix: String, labels: [Label])] {
        let buckets = (bounds + [.infinity]).map { bound in
            var text: [UInt8] = []
            ExpositionText.appendBound(bound, to: &text)
            let bucket = Label(name: "le", value: String(decoding: text, as: UTF8.self))
            return (suffix: "_bucket", labels: labels + [bucket])
        }
        return buckets + [("_sum", labels), ("_count", labels)]
    }
}
