import Ground
import Metering
import ReadingStore

/// The digests of all courses, kept in step with the store by reading only the stored days that have changed, and no
/// readings. Months in which no period begins or ends are folded: two years of days of ten thousand metering points
/// would take 250 MB.
struct CourseDigests: Sendable {
    private(set) var byCourse: [CourseID: CourseDigest] = [:]
    /// The days that the store has computed by the rules.
    private(set) var made = MadeDays(sums: false, peaks: [])
    /// The rules and changes behind the digests; nil if they must be rebuilt from all days.
    private var basis: Basis?

    private struct Basis: Sendable {
        var rules: DigestRules
        var made: MadeDays
        /// Days before this time are in no digest.
        var horizon: Timestamp
        /// The store's newest change that is in the digests.
        var change: Int64
    }

    /// Updates the digests to the contents of the store at one moment.
    ///
    /// If days are not computed by the rules yet, some are computed here: all of a small store.
    ///
    /// - Parameters:
    ///   - contents: of that moment; the ends of the series and the newest change number belong together.
    ///   - made: the days computed by the rules, which are in use in the store (``DayRepository/use(_:at:)``).
    /// - Throws: `StoreError`; the next call then starts from all days.
    mutating func update(
        to contents: StoreContents, in store: ReadingStore, by rules: DigestRules, _ made: MadeDays, at now: Timestamp
    ) async throws(StoreError) {
        var made = made
        let horizon = rules.horizon(at: now)
        let known = basis
        basis = nil
        if !made.isAll {
            _ = try await store.days.makeSome()
            made = try await store.days.made()
        }
        self.made = made
        let months = StoredCourse.all(of: contents.series).map { ($0.id, rules.monthsByDay(at: now, newest: $0.end)) }
        let kept = KeptDays(at: now, months: Dictionary(uniqueKeysWithValues: months))
        if let known, known.rules == rules, known.made == made, known.horizon <= horizon {
            var changed = try await store.readings.changedTime(after: known.change, upTo: contents.change)
                .stretches(since: horizon, rules)
            for (course, times) in changed {
                changed[course] = times.map { Self.whole($0, but: kept.months[course] ?? [], rules) }
            }
            for (course, months) in kept.months {
                for time in lost(months, of: course, rules) { changed[course, default: []].append(time) }
            }
            try await read(changed, from: store, rules, kept)
            if known.horizon < horizon {
                for course in byCourse.keys {
                    byCourse[course]?.forget(rules, at: now)
                    byCourse[course]?.fold(except: kept.months[course] ?? [])
                    // As if made anew: a meter that has nothing in these years has no digest.
                    if byCourse[course]?.isEmpty == true { byCourse[course] = nil }
                }
            }
        } else {
            byCourse = [:]
            let all = contents.series.map { ChangedTime(series: $0.id, time: horizon..<max(horizon, $0.newest.end)) }
            try await read(all.stretches(since: horizon, rules), from: store, rules, kept)
        }
        basis = Basis(rules: rules, made: made, horizon: horizon, change: contents.change)
    }

    /// Returns the time of months whose days are needed, and were given up before they were.
    private func lost(_ months: [CivilMonth], of course: CourseID, _ rules: DigestRules) -> [Range<Timestamp>] {
        guard let digest = byCourse[course] else { return [] }
        return months.filter(digest.isFolded).map { rules.calendar.time(of: $0, rules.periodClock) }
    }

    /// Extends a stretch of time to the whole of the months that it touches, but for those that are kept by day.
    private static func whole(
        _ time: Range<Timestamp>, but kept: [CivilMonth], _ rules: DigestRules
    ) -> Range<Timestamp> {
        let days = rules.calendar.days(touching: time, rules.periodClock)
        return [days.lowerBound.month, (days.upperBound - 1).month].filter { !kept.contains($0) }
            .map { rules.calendar.time(of: $0, rules.periodClock) }
            .reduce(time) { $0.hull(with: $1) }
    }

    private mutating func read(
        _ changed: [CourseID: [Range<Timestamp>]], from store: ReadingStore, _ rules: DigestRules,
        _ kept: KeptDays
    ) async throws(StoreError) {
        let stretches = changed.flatMap { course, times in times.merged().map { CourseStretch(course, $0) } }
        // The digests are moved into the reads and back; a second reference here would make the reads copy them.
        var travelling: [CourseID: CourseDigest] = [:]
        swap(&travelling, &byCourse)
        byCourse = try await store.days.read(stretches, rules, made, keeping: kept, into: consume travelling)
    }
}

extension [ChangedTime] {
    /// Returns the whole days since a time in which each course has changed.
    fileprivate func stretches(since horizon: Timestamp, _ rules: DigestRules) -> [CourseID: [Range<Timestamp>]] {
        var changed: [CourseID: [Range<Timestamp>]] = [:]
        for change in self where change.time.upperBound > horizon {
            let time = Swift.max(horizon, change.time.lowerBound)..<change.time.upperBound
            changed[CourseID(change.series), default: []].append(CourseDigest.time(toUpdate: time, rules))
        }
        return changed
    }
}
