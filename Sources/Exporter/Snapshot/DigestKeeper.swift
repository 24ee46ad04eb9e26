import Metering
import ReadingStore
import Synchronization

/// Keeps the digests of all series in step with the store: what has changed since it last looked is read again, a day or
/// a few for each series, and nothing else.
actor DigestKeeper {
    private let store: ReadingStore
    private let digests = DigestTable()
    /// What the digests were made by and from; nil where they have to be made from all that is stored.
    private var basis: Basis?

    private struct Basis: Sendable {
        var rules: DigestRules
        /// The readings before it are in no digest.
        var horizon: Timestamp
        /// The store's newest change that the digests know.
        var change: Int64
    }

    init(store: ReadingStore) {
        self.store = store
    }

    /// The digests of all stored series as of now.
    ///
    /// Calls come one after the other; one that came into the other could bring back the past.
    ///
    /// - Throws: ``StoreError``; the next call then starts from all that is stored.
    func digests(
        of series: [StoredSeries], by rules: DigestRules, at now: Timestamp
    ) async throws(StoreError) -> [SeriesID: SeriesDigest] {
        let horizon = rules.horizon(at: now)
        let known = basis
        basis = nil
        if var known, known.rules == rules, known.horizon <= horizon {
            let (changes, newest) = try await store.changedTime(after: known.change)
            try await update(changes, rules, horizon, now)
            if known.horizon < horizon { digests.forget(rules, at: now) }
            known.horizon = horizon
            known.change = newest
            basis = known
        } else {
            let newest = try await store.newestChange()
            digests.removeAll()
            let whole = series.compactMap { series in
                series.newest.end > horizon ? ChangedTime(series: series.id, time: horizon..<series.newest.end) : nil
            }
            try await update(whole, rules, horizon, now)
            basis = Basis(rules: rules, horizon: horizon, change: newest)
        }
        return digests.all
    }

    /// Readings before a time have been deleted.
    func noteDeletion(before time: Timestamp) {
        if let basis, time > basis.horizon { self.basis = nil }
    }

    private func update(
        _ changes: [ChangedTime], _ rules: DigestRules, _ horizon: Timestamp, _ now: Timestamp
    ) async throws(StoreError) {
        var stretches: [SeriesID: [Range<Timestamp>]] = [:]
        for change in changes where change.time.upperBound > horizon {
            let time = max(horizon, change.time.lowerBound)..<change.time.upperBound
            stretches[change.series, default: []].append(SeriesDigest.time(toUpdate: time, rules))
        }
        let merged = stretches.flatMap { series, times in
            DigestKeeper.merged(times).map { ChangedTime(series: series, time: $0) }
        }
        try await store.scan(merged) { [digests] place, readings in
            digests.update(merged[place].series, merged[place].time, with: readings, rules, at: now)
        }
    }

    /// The same time in stretches that neither touch nor overlap.
    private static func merged(_ times: [Range<Timestamp>]) -> [Range<Timestamp>] {
        var merged: [Range<Timestamp>] = []
        for time in times.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, time.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, time.upperBound)
            } else {
                merged.append(time)
            }
        }
        return merged
    }
}

/// The digests, changed on the store's threads and read by the keeper.
private final class DigestTable: Sendable {
    private let table = Mutex<[SeriesID: SeriesDigest]>([:])

    var all: [SeriesID: SeriesDigest] { table.withLock { $0 } }

    func removeAll() {
        table.withLock { $0.removeAll() }
    }

    func update(
        _ series: SeriesID, _ time: Range<Timestamp>, with readings: ReadingColumns, _ rules: DigestRules,
        at now: Timestamp
    ) {
        table.withLock {
            $0[series, default: SeriesDigest(series, rules)].update(time, with: readings, rules, at: now)
        }
    }

    func forget(_ rules: DigestRules, at now: Timestamp) {
        table.withLock { table in
            for series in table.keys { table[series]?.forget(rules, at: now) }
        }
    }
}
