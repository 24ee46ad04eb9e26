package import Ground

/// Counts of samples that a receiver refused for good, by reason, with the time in which they lie.
package struct RefusedSamples: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// The samples refused for one reason.
    package struct Entry: Sendable, Equatable {
        /// Their number.
        package fileprivate(set) var count: Int
        /// The times of the oldest and the newest; of all samples of a request, if the receiver does not say which it
        /// refused.
        package fileprivate(set) var times: ClosedRange<Timestamp>?
    }

    private var entries: [Refusal: Entry] = [:]

    /// Creates counts without times, for comparison.
    package init(dictionaryLiteral counts: (Refusal, Int)...) {
        for (refusal, count) in counts { entries[refusal] = Entry(count: count) }
    }

    /// The samples refused for a reason; nil if there are none.
    package subscript(refusal: Refusal) -> Entry? { entries[refusal] }

    /// True if nothing was refused.
    package var isEmpty: Bool { entries.isEmpty }

    /// All reasons in a fixed order.
    package var reasons: [(refusal: Refusal, entry: Entry)] {
        Refusal.allCases.compactMap { refusal in entries[refusal].map { (refusal, $0) } }
    }

    /// Compares only the counts.
    package static func == (left: RefusedSamples, right: RefusedSamples) -> Bool {
        left.entries.mapValues(\.count) == right.entries.mapValues(\.count)
    }

    /// Adds samples, all or some of which were refused.
    mutating func add(_ samples: [WriteSample], count: Int? = nil, for refusal: Refusal) {
        let count = count ?? samples.count
        guard count > 0, let first = samples.map(\.time).min(), let last = samples.map(\.time).max() else { return }
        let times = Timestamp(milliseconds: first)...Timestamp(milliseconds: last)
        add(Entry(count: count, times: times), for: refusal)
    }

    /// Adds the samples of another batch.
    mutating func add(_ others: RefusedSamples) {
        for (refusal, entry) in others.entries { add(entry, for: refusal) }
    }

    private mutating func add(_ entry: Entry, for refusal: Refusal) {
        guard var known = entries[refusal] else {
            entries[refusal] = entry
            return
        }
        known.count += entry.count
        known.times = [known.times, entry.times].compactMap { $0 }.reduce(nil) { whole, times in
            guard let whole else { return times }
            return min(whole.lowerBound, times.lowerBound)...max(whole.upperBound, times.upperBound)
        }
        entries[refusal] = known
    }
}
