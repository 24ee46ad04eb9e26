import Metering

/// The choice among all readings known for one stretch of time of a series: those of a page, the stored ones, and those
/// set aside. It works in memory; ``SeriesWriter`` writes the result.
///
/// The result does not depend on the order of objects, pages and polls, with one exception: an origin's newer answer
/// replaces its older one.
struct SeriesMerge {
    enum Place {
        case page, stored, setAside
    }

    struct Entry {
        var reading: StoredReading
        var place: Place
        var rank: Int
    }

    /// To be set aside: neither it nor the stored reading of its period is believed, but it may be later.
    private(set) var setAside: [StoredReading] = []
    /// Set aside until now, and no longer.
    private(set) var noLongerAside: [StoredReading] = []
    /// Stored until now, and no longer.
    private(set) var removed: [StoredReading] = []
    /// To be stored, as new or in place of another value.
    private(set) var written: [StoredReading] = []
    /// To be stored with another status or origin.
    private(set) var restated: [StoredReading] = []
    /// Readings of the page among `written` for whose period nothing was stored.
    private(set) var begun: [StoredReading] = []
    private(set) var recorded = RecordedPage()

    /// In order of time.
    private var believed: [StoredReading] = []

    /// - Parameter entries: the page's in its order; the stored ones do not overlap.
    init(_ entries: [Entry]) {
        let (current, followed) = Self.followed(entries)
        removed = followed.filter { $0.place == .stored }.map(\.reading)
        noLongerAside = followed.filter { $0.place == .setAside }.map(\.reading)
        var periods: [StoredReading.Period: [Entry]] = [:]
        for entry in current { periods[entry.reading.period, default: []].append(entry) }
        let groups = periods.values.map { group in group.sorted(by: Self.precedes) }
        let kept = ReadingMerge.kept(
            groups.map { .init(start: $0[0].reading.start, end: $0[0].reading.end, rank: $0[0].rank) })
        believed = zip(groups, kept).filter(\.1).map(\.0[0].reading).sorted { $0.start < $1.start }
        for (group, isKept) in zip(groups, kept) {
            if isKept { settleBelieved(group) } else { settleOther(group) }
        }
        removed.sort { $0.start < $1.start }
        // A reading that takes the place of another period corrects the value of that time.
        for reading in begun {
            if removed.overlapping(reading).isEmpty { recorded.counts.new += 1 } else { recorded.counts.corrected += 1 }
        }
        begun = begun.filter { removed.overlapping($0).isEmpty }
    }

    /// The stretch of time that has changed.
    var touched: TouchedTime {
        var touched = TouchedTime()
        for reading in removed + written { touched.insert(reading.start, reading.end) }
        return touched
    }

    /// Of one period the first origin is believed, and of one origin its newest answer. If an object names a period
    /// twice, the value decides, because the order within an object carries no meaning.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        if (left.place == .page) != (right.place == .page) { return left.place == .page }
        if left.reading.value != right.reading.value { return left.reading.value > right.reading.value }
        return left.reading.status < right.reading.status
    }

    /// Separates an origin's earlier readings of a time that its new answer divides otherwise, in pieces of the same
    /// length.
    private static func followed(_ entries: [Entry]) -> (current: [Entry], followed: [Entry]) {
        struct Key: Hashable {
            var source: Int64
            var length: Int64
        }
        var starts: [Key: [Int64]] = [:]
        for entry in entries where entry.place == .page {
            starts[Key(source: entry.reading.source, length: entry.reading.length), default: []]
                .append(entry.reading.start)
        }
        for key in starts.keys { starts[key]?.sort() }
        var result: (current: [Entry], followed: [Entry]) = ([], [])
        for entry in entries {
            let (start, length) = (entry.reading.start, entry.reading.length)
            let said = starts[Key(source: entry.reading.source, length: length)] ?? []
            let first = said.firstPlace { $0 > start - length }
            var isFollowed = false
            if entry.place != .page {
                var place = first
                while place < said.endIndex, said[place] < start + length {
                    // It occurs again unchanged.
                    if said[place] == start { isFollowed = false; break }
                    isFollowed = true
                    place += 1
                }
            }
            if isFollowed { result.followed.append(entry) } else { result.current.append(entry) }
        }
        return result
    }

    /// - Parameter group: all readings known for one period, the best first.
    private mutating func settleBelieved(_ group: [Entry]) {
        let best = group[0]
        let stored = group.first { $0.place == .stored }?.reading
        noLongerAside += group.filter { $0.place == .setAside }.map(\.reading)
        var isBestMet = best.place != .page
        if let stored {
            if best.place != .stored {
                if stored.value != best.reading.value {
                    written.append(best.reading)
                    if best.place == .page { recorded.counts.corrected += 1 }
                } else {
                    if stored.status != best.reading.status || stored.source != best.reading.source {
                        restated.append(best.reading)
                    }
                    if best.place == .page { recorded.counts.unchanged += 1 }
                }
            }
        } else {
            written.append(best.reading)
            if best.place == .page { begun.append(best.reading) }
        }
        for entry in group where entry.place == .page {
            guard isBestMet else {
                isBestMet = true
                continue
            }
            if entry.reading.value == best.reading.value, best.place != .page {
                recorded.counts.unchanged += 1
            } else {
                recorded.duplicates += 1
                if entry.reading.value != best.reading.value { recorded.findings[.duplicate] += 1 }
            }
        }
    }

    private mutating func settleOther(_ group: [Entry]) {
        let best = group[0]
        let aside = group.first { $0.place == .setAside }?.reading
        removed += group.filter { $0.place == .stored }.map(\.reading)
        if best.reading.canBeSetAside {
            if aside != best.reading { setAside.append(best.reading) }
        } else if let aside {
            noLongerAside.append(aside)
        }
        for entry in group where entry.place == .page {
            recorded.duplicates += 1
            if differs(entry.reading) { recorded.findings[.duplicate] += 1 }
        }
    }

    /// Returns true if a reading that is not believed has another value than the believed ones at its time.
    private func differs(_ reading: StoredReading) -> Bool {
        let others = believed.overlapping(reading)
        let covered = others.reduce(0) { $0 + min($1.end, reading.end) - max($1.start, reading.start) }
        let sum = others.reduce(0) { $0 + $1.value }
        // An hour may be rounded differently from the sum of its quarters.
        let tolerance = 0.01 * max(abs(sum), abs(reading.value))
        if others.count == 1, others[0].start <= reading.start, reading.end <= others[0].end {
            // A part of a longer reading, which does not tell its parts.
            return others[0].length == reading.length || reading.value > sum + tolerance
        }
        let isWhole = others.allSatisfy { reading.start <= $0.start && $0.end <= reading.end }
        return !isWhole || covered < reading.length || abs(sum - reading.value) > tolerance
    }
}

extension [StoredReading] {
    /// Returns the readings that overlap another one. The array is ordered by time and has no overlaps within itself.
    fileprivate func overlapping(_ reading: StoredReading) -> [StoredReading] {
        let first = firstPlace { $0.end > reading.start }
        let end = firstPlace { $0.start >= reading.end }
        return Array(self[first..<Swift.max(first, end)])
    }
}
