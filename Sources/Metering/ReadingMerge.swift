/// The choice between readings of one series for the same time.
///
/// - The shorter wins, because its time is known more exactly.
/// - A reading of at most an hour stays, and the shorter ones in it go, as long as those do not fill it wholly: three
///   quarters of an hour are less than the hour.
/// - A longer reading never displaces a shorter one; time that the shorter ones leave open is a gap.
/// - Of equal lengths the one whose origin comes first in the configuration wins.
///
/// The result does not depend on the order of the readings.
package enum ReadingMerge {
    /// The fields of a reading that the choice needs.
    package struct Candidate: Sendable, Equatable {
        /// Milliseconds since the epoch, as ``end``, which is exclusive and later.
        package var start: Int64
        package var end: Int64
        /// The rank of its origin; of equal lengths the smaller wins, and of equal ranks the first of the list.
        package var rank: Int

        /// Creates a candidate; both bounds are in milliseconds since the epoch.
        package init(start: Int64, end: Int64, rank: Int) {
            self.start = start
            self.end = end
            self.rank = rank
        }
    }

    private static let hour: Int64 = 3_600_000

    /// Chooses among readings.
    ///
    /// - Returns: true for each candidate that stays; those do not overlap.
    package static func kept(_ candidates: [Candidate]) -> [Bool] {
        var kept = Array(repeating: true, count: candidates.count)
        let order = candidates.indices.sorted { (candidates[$0].start, $0) < (candidates[$1].start, $1) }
        var first = 0
        while first < order.count {
            // Readings that overlap, directly or through others, are decided together.
            var end = candidates[order[first]].end
            var next = first + 1
            while next < order.count, candidates[order[next]].start < end {
                end = max(end, candidates[order[next]].end)
                next += 1
            }
            if next - first > 1 { choose(Array(order[first..<next]), candidates, &kept) }
            first = next
        }
        return kept
    }

    private static func choose(_ places: [Int], _ candidates: [Candidate], _ kept: inout [Bool]) {
        func length(_ place: Int) -> Int64 { candidates[place].end - candidates[place].start }
        let byLength = places.sorted {
            (length($0), candidates[$0].rank, candidates[$0].start, $0)
                < (length($1), candidates[$1].rank, candidates[$1].start, $1)
        }
        // In order of time, because no two of them overlap.
        var chosen: [Int] = []
        var seen: Set<Range<Int64>> = []
        for place in byLength {
            let one = candidates[place]
            // Of one period the first was chosen, or lost to more precise readings; the others get no second chance.
            guard seen.insert(one.start..<one.end).inserted else { continue }
            let lower = chosen.firstPlace { candidates[$0].end > one.start }
            let upper = chosen.firstPlace { candidates[$0].start >= one.end }
            let overlapping = chosen[lower..<max(lower, upper)]
            if !overlapping.isEmpty {
                let filled = overlapping.reduce(0) {
                    $0 + min(candidates[$1].end, one.end) - max(candidates[$1].start, one.start)
                }
                let hasEqual = overlapping.contains { length($0) == length(place) }
                guard !hasEqual, length(place) <= hour, filled < length(place) else { continue }
            }
            chosen.replaceSubrange(lower..<max(lower, upper), with: CollectionOfOne(place))
        }
        let staying = Set(chosen)
        for place in places { kept[place] = staying.contains(place) }
    }
}

extension Array {
    /// Returns the first index at which a condition holds, if it holds for all later elements too; the end if it never
    /// does.
    package func firstPlace(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
