import Ground
import Metering
import ReadingStore

/// The digests of all courses, kept in step with the store by reading only the stored days that have changed, and no
/// readings.
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
    /// - Parameter contents: of that moment; the ends of the series and the newest change number belong together.
    /// - Throws: `StoreError`; the next call then starts from all days.
    mutating func update(
        to contents: StoreContents, in store: ReadingStore, by rules: DigestRules, at now: Timestamp
    ) async throws(StoreError) {
        let horizon = rules.horizon(at: now)
        let known = basis
        basis = nil
        made = try await store.days.use(rules, at: now)
        if !made.isAll {
            _ = try await store.days.makeSome()
            made = try await store.days.made()
        }
        if let known, known.rules == rules, known.made == made, known.horizon <= horizon {
            let changes = try await store.readings.changedTime(after: known.change, upTo: contents.change)
            try await read(changes, from: store, rules, horizon)
            if known.horizon < horizon {
                for course in byCourse.keys { byCourse[course]?.forget(rules, at: now) }
            }
        } else {
            byCourse = [:]
            let whole = contents.series.compactMap { series in
                series.newest.end > horizon ? ChangedTime(series: series.id, time: horizon..<series.newest.end) : nil
            }
            try await read(whole, from: store, rules, horizon)
        }
        basis = Basis(rules: rules, made: made, horizon: horizon, change: contents.change)
    }

    private mutating func read(
        _ changes: [ChangedTime], from store: ReadingStore, _ rules: DigestRules, _ horizon: Timestamp
    ) async throws(StoreError) {
        var changed: [CourseID: [Range<Timestamp>]] = [:]
        for change in changes where change.time.upperBound > horizon {
            let time = max(horizon, change.time.lowerBound)..<change.time.upperBound
            changed[CourseID(change.series), default: []].append(CourseDigest.time(toUpdate: time, rules))
        }
        let stretches = changed.flatMap { course, times in
            times.merged().map { CourseStretch(meter: course.meter, kind: course.kind, time: $0) }
        }
        // The digests are moved into the reads and back; a second reference here would make the reads copy them.
        var travelling: [CourseID: CourseDigest] = [:]
        swap(&travelling, &byCourse)
        byCourse = try await store.days.read(stretches, rules, made, into: consume travelling)
    }
}
