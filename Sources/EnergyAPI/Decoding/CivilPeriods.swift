/// The periods of one object and unit in the order of the answer, with bounds that a civil clock has shown without a
/// zone.
struct CivilPeriods {
    /// One period. Bounds without a zone are labels, in milliseconds as if in UTC, until they are resolved.
    struct Period: Equatable {
        var start: Int64
        var end: Int64
        var isStartLocal = true
        var isEndLocal = true
    }

    /// The times in the answer just before and just after the periods.
    struct Surroundings {
        /// The order of the whole page, which counts if the periods themselves show none.
        var isPageDescending = false
        /// Labels of the repeated hour in which the page before was cut.
        var before: [Int64] = []
        /// True if the page is cut after the last period.
        var isCut = false
    }

    /// The bounds as points in time. An impossible period is empty.
    private(set) var periods: [Period]
    /// The labels of a repeated hour with which the periods end, including those of the pages before.
    private(set) var tail: [Int64] = []
    private let labels: [Period]
    private let starts: [CivilClock.Meaning]
    private let ends: [CivilClock.Meaning]
    private let steps: Steps
    private let isDescending: Bool

    init(_ labels: [Period], _ clock: inout CivilClock, _ surroundings: Surroundings = Surroundings()) {
        self.labels = labels
        starts = labels.map { $0.isStartLocal ? clock.meaning(of: $0.start) : .one($0.start) }
        ends = labels.map { $0.isEndLocal ? clock.meaning(of: $0.end) : .one($0.end) }
        periods = zip(starts, ends).map { Period(start: $0.first, end: $1.first) }
        steps = Steps(labels.map(\.start))
        isDescending = steps.isDescending ?? surroundings.isPageDescending
        let unclear = labels.indices.filter { !starts[$0].isOne || !ends[$0].isOne }
        guard !unclear.isEmpty else { return }
        let lengths = lengthsOfNeighbours()
        distinguishRepeatedHours(lengths, surroundings)
        for index in unclear where labels[index].isEndLocal { periods[index].end = end(of: index, lengths[index]) }
        emptySkippedHours(unclear)
    }

    /// Returns for each period the length by its own labels, or else of the last one before it, or else of the first
    /// one after it. Nil if there is none: the labels 2:45 to 2:00 do not tell.
    private func lengthsOfNeighbours() -> [Int64?] {
        var last: Int64?
        let before = labels.indices.map { index -> Int64? in
            let shown = labels[index].end - labels[index].start
            let isChanged =
                starts[index].isOne && ends[index].isOne
                && periods[index].end - periods[index].start != shown
            if shown > 0, !isChanged, labels[index].isStartLocal == labels[index].isEndLocal { last = shown }
            return last
        }
        let first = before.lazy.compactMap { $0 }.first
        return before.map { $0 ?? first }
    }

    private mutating func distinguishRepeatedHours(_ lengths: [Int64?], _ surroundings: Surroundings) {
        /// An hour, by which labels are grouped; quarters do not show where hours begin.
        struct Hour: Hashable {
            var day: Int64
            var length: Int64?
        }
        let repeated = labels.indices.filter { starts[$0].winter != nil }
        let hours = Dictionary(grouping: repeated) { Hour(day: labels[$0].start / 86_400_000, length: lengths[$0]) }
        for indices in hours.values {
            let before = indices.first == labels.startIndex ? surroundings.before : []
            let named = before + indices.map { labels[$0].start }
            let endsPage = indices.last == labels.indices.last
            let isWinter = RepeatedHour.isWinter(
                named, isDescending: isDescending, isCut: endsPage && surroundings.isCut,
                isSteady: (isDescending ? steps.up : steps.down) <= 1)
            for (index, isWinter) in zip(indices, isWinter.dropFirst(before.count)) where isWinter {
                periods[index].start = starts[index].winter ?? periods[index].start
            }
            if endsPage { tail = named }
        }
    }

    /// Returns the end of a period with a bound in a repeated or skipped hour: its start plus its own length, or that of
    /// its neighbours.
    private func end(of index: Int, _ length: Int64?) -> Int64 {
        let start = periods[index].start
        let named = [ends[index].first, ends[index].winter ?? ends[index].first]
        guard let length else { return named.first { $0 > start } ?? named[1] }
        let isEndClear = ends[index].isOne && named[0] > start
        // A day or month ends where its label says, even if it is an hour longer or shorter than others.
        if length > Self.longestShort || (isEndClear && starts[index].isOne) {
            return named.min { abs($0 - start - length) < abs($1 - start - length) } ?? named[0]
        }
        return start + length
    }

    /// Empties a period whose start the clock has never shown, if another one begins at that time.
    private mutating func emptySkippedHours(_ unclear: [Int]) {
        let skipped = unclear.filter { starts[$0].isSkipped }
        guard !skipped.isEmpty else { return }
        let shown = Set(zip(starts, periods).filter { !$0.0.isSkipped }.map(\.1.start))
        for index in skipped where shown.contains(periods[index].start) { periods[index].end = periods[index].start }
    }

    /// Six hours: longer than a quarter or an hour, shorter than a day.
    private static let longestShort: Int64 = 6 * 3_600_000
}

/// Steps from one start to the next, by their direction.
struct Steps {
    private(set) var up = 0
    private(set) var down = 0

    init(_ starts: [Int64] = []) {
        for (start, next) in zip(starts, starts.dropFirst()) {
            if start < next { up += 1 }
            if start > next { down += 1 }
        }
    }

    /// Nil if both directions are as frequent.
    var isDescending: Bool? { up == down ? nil : down > up }

    static func += (left: inout Steps, right: Steps) {
        left.up += right.up
        left.down += right.down
    }
}
