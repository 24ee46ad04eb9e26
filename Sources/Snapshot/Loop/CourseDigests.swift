import Ground
import Metering
import ReadingStore

/// The digests of all courses, kept in step with the store: a day or a few of each course whose readings changed are read
/// again, and nothing else.
struct CourseDigests: Sendable {
    private(set) var byCourse: [CourseID: CourseDigest] = [:]
    /// What the digests were made by and from; nil where they have to be made from all that is stored.
    private var basis: Basis?

    private struct Basis: Sendable {
        var rules: DigestRules
        /// The readings before it are in no digest.
        var horizon: Timestamp
        /// The store's newest change that the digests know.
        var change: Int64
    }

    /// Brings the digests up to what the store held at one moment.
    ///
    /// - Parameter contents: of that moment: the ends of the series and the newest change number belong together.
    /// - Throws: `StoreError`; the next call then starts from all that is stored.
    mutating func update(
        to contents: StoreContents, in store: ReadingStore, by rules: DigestRules, at now: Timestamp
    ) async throws(StoreError) {
        let horizon = rules.horizon(at: now)
        let known = basis
        basis = nil
        if let known, known.rules == rules, known.horizon <= horizon {
            let changes = try await store.readings.changedTime(after: known.change, upTo: contents.change)
            try await read(changes, from: store, rules, horizon, now)
            if known.horizon < horizon {
                for course in byCourse.keys { byCourse[course]?.forget(rules, at: now) }
            }
        } else {
            byCourse = [:]
            let whole = contents.series.compactMap { series in
                series.newest.end > horizon ? ChangedTime(series: series.id, time: horizon..<series.newest.end) : nil
            }
            try await read(whole, from: store, rules, horizon, now)
        }
        basis = Basis(rules: rules, horizon: horizon, change: contents.change)
    }

    /// Takes note that readings before a time are gone.
    mutating func forget(before time: Timestamp) {
        if let basis, time > basis.horizon { self.basis = nil }
    }

    private mutating func read(
        _ changes: [ChangedTime], from store: ReadingStore, _ rules: DigestRules, _ horizon: Timestamp,
        _ now: Timestamp
    ) async throws(StoreError) {
        var changed: [CourseID: [Range<Timestamp>]] = [:]
        for change in changes where change.time.upperBound > horizon {
            let time = max(horizon, change.time.lowerBound)..<change.time.upperBound
            changed[CourseID(change.series), default: []].append(CourseDigest.time(toUpdate: time, rules))
        }
        let stretches = changed.flatMap { course, times in
            times.merged().map { CourseStretch(meter: course.meter, kind: course.kind, time: $0) }
        }
        // The digests go along and come back; what stayed here would make the scan copy them.
        var travelling: [CourseID: CourseDigest] = [:]
        swap(&travelling, &byCourse)
        byCourse = try await store.readings.scan(stretches, into: consume travelling) { digests, place, readings in
            let stretch = stretches[place]
            let course = CourseID(meter: stretch.meter, kind: stretch.kind)
            digests[course, default: CourseDigest(course, rules)]
                .update(stretch.time, with: readings, rules, at: now)
        }
    }
}
