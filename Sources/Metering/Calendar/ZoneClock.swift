/// The offset of a time zone from UTC at every point in time. All times and offsets are in milliseconds.
struct ZoneClock: Sendable, Hashable {
    /// A time from which the clock has a new offset.
    struct Change: Sendable, Hashable {
        var from: Int64
        var offset: Int64
    }

    /// The last year whose changes are computed, long after any reading.
    static let lastYear = 2130

    /// In order of time; the first holds from the beginning of time.
    private let changes: [Change]

    /// - Parameters:
    ///   - offset: up to the first change.
    ///   - changes: in order of time; of several at once the last counts.
    init(offset: Int64, changes: [Change] = []) {
        var kept = [Change(from: .min, offset: offset)]
        for change in changes {
            if change.from == kept.last?.from { kept.removeLast() }
            if change.offset != kept.last?.offset { kept.append(change) }
        }
        self.changes = kept
    }

    func offset(at time: Int64) -> Int64 {
        let later = Self.firstIndex(in: 1..<changes.count) { changes[$0].from > time }
        return changes[later - 1].offset
    }

    /// Returns the earliest time at which the clock shows what a clock in UTC shows at `shown`, or, if the clock skips
    /// that, something later.
    func earliestTime(showing shown: Int64) -> Int64 {
        // The clock reaches the reading under the first offset that lasts until after it. The readings at which offsets
        // end
        // are in order, because no clock is put back by more than the time since the change before.
        let index = Self.firstIndex(in: 0..<(changes.count - 1)) {
            changes[$0 + 1].from + changes[$0].offset > shown
        }
        return max(changes[index].from, shown - changes[index].offset)
    }

    /// Returns a checksum (FNV-1a) of the offsets from 1970 up to a time, and of the times of their changes.
    func checksum(until time: Int64) -> Int64 {
        let counted = changes.filter { $0.from > 0 && $0.from < time }
        let numbers = [offset(at: 0)] + counted.flatMap { [$0.from, $0.offset] }
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for number in numbers {
            for shift in stride(from: 0, to: 64, by: 8) {
                sum = (sum ^ (UInt64(bitPattern: number) >> UInt64(shift) & 0xff)) &* 0x100_0000_01b3
            }
        }
        return Int64(bitPattern: sum)
    }

    /// Returns the first index at which a condition holds, if it holds from there on; the range's end if it never does.
    private static func firstIndex(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
