/// Stretches of time in milliseconds since the epoch, sorted, that neither touch nor overlap.
package struct TimeRanges: Sendable, Equatable {
    /// The stretches, start inclusive and end exclusive.
    package private(set) var ranges: [Range<Int64>] = []

    /// Creates an empty set.
    package init() {}

    /// Creates the time that readings cover; they are in order and do not overlap.
    package init(of readings: ReadingColumns) {
        for index in 0..<readings.count { ranges.appendMerging(readings.starts[index]..<readings.ends[index]) }
    }

    /// Creates the union of ranges, which may overlap, in any order.
    package init(merging ranges: some Sequence<Range<Int64>>) {
        self.ranges = ranges.merged()
    }

    /// Returns true if any of the time between start and end is inside.
    package func overlaps(_ start: Int64, _ end: Int64) -> Bool {
        let candidate = firstIndex(endingAfter: start)
        return candidate < ranges.endIndex && ranges[candidate].lowerBound < end
    }

    /// Returns true if all of the time between start and end is inside.
    package func covers(_ start: Int64, _ end: Int64) -> Bool {
        let candidate = firstIndex(endingAfter: start)
        return candidate < ranges.endIndex && ranges[candidate].lowerBound <= start
            && end <= ranges[candidate].upperBound
    }

    /// Adds time, which may touch or overlap existing ranges.
    package mutating func insert(_ added: TimeRanges) {
        guard !added.ranges.isEmpty else { return }
        ranges = (ranges + added.ranges).merged()
    }

    /// Returns the index of the first range that ends after a point. Only that range can contain the point.
    private func firstIndex(endingAfter point: Int64) -> Int {
        var low = ranges.startIndex
        var high = ranges.endIndex
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= point { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Range {
    /// Returns the shortest range that contains this one and another.
    package func hull(with other: Range) -> Range {
        Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}

extension Sequence {
    /// Returns the same values as ranges that neither touch nor overlap, in order.
    package func merged<Bound>() -> [Range<Bound>] where Element == Range<Bound> {
        var merged: [Range<Bound>] = []
        for range in sorted(by: { $0.lowerBound < $1.lowerBound }) { merged.appendMerging(range) }
        return merged
    }
}

extension Array {
    /// Appends a range that does not begin before the last one, or extends the last one if the two touch or overlap.
    package mutating func appendMerging<Bound>(_ range: Range<Bound>) where Element == Range<Bound> {
        if let last, range.lowerBound <= last.upperBound {
            self[count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
        } else {
            append(range)
        }
    }
}
