/// Stretches of time in milliseconds since the epoch: sorted, and none touches or overlaps another.
package struct TimeRanges: Sendable, Equatable {
    package private(set) var ranges: [Range<Int64>] = []

    package init() {}

    /// The time that readings cover; they are in order and do not overlap.
    package init(of readings: ReadingColumns) {
        var index = 0
        while index < readings.count {
            let start = readings.starts[index]
            var end = readings.ends[index]
            index += 1
            while index < readings.count, readings.starts[index] == end {
                end = readings.ends[index]
                index += 1
            }
            ranges.append(start..<end)
        }
    }

    /// Whether any of the time between start and end is inside.
    package func overlaps(_ start: Int64, _ end: Int64) -> Bool {
        let candidate = firstIndex(endingAfter: start)
        return candidate < ranges.endIndex && ranges[candidate].lowerBound < end
    }

    /// Whether all of the time between start and end is inside.
    package func covers(_ start: Int64, _ end: Int64) -> Bool {
        let candidate = firstIndex(endingAfter: start)
        return candidate < ranges.endIndex && ranges[candidate].lowerBound <= start
            && end <= ranges[candidate].upperBound
    }

    package mutating func insert(_ added: TimeRanges) {
        guard !added.ranges.isEmpty else { return }
        var merged: [Range<Int64>] = []
        for range in (ranges + added.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// The ranges follow one another, so the first that ends after a point is the only one that can hold it.
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
