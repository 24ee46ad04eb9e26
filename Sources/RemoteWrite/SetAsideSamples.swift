import Curl
import Ground
import ReadingStore

/// The samples at which a receiver fails even if they come alone; they are stored too.
///
/// Each is tried again apart from the others, at growing pauses, until the receiver has accepted others for
/// ``patience``.
struct SetAsideSamples: Sendable {
    /// The time of accepting other samples, after which one that still fails counts as refused.
    static let patience = Duration.hours(24)
    private static let pauses = Backoff(first: .minutes(1), cap: .hours(1))

    /// The shortest time between two writes to the store that only record results of other samples.
    private static let shortestInterval = Duration.minutes(1)

    private struct Entry {
        var sample: SetAsideSample
        /// True if nothing was accepted between its newest two tries, so that perhaps nothing can be.
        var isDoubtful = true
        /// True if others were accepted since its newest try.
        var hasOthersBehind = false
    }

    private let store: ReadingStore
    private let receiver: String
    private var entries: [SamplePlace: Entry] = [:]
    private var isLoaded = false
    private var recorded: Timestamp?

    init(_ store: ReadingStore, receiver: String) {
        self.store = store
        self.receiver = receiver
    }

    var count: Int { entries.count }

    /// Loads the samples that an earlier run has set aside, once.
    ///
    /// - Throws: `StoreError`
    mutating func load() async throws {
        guard !isLoaded else { return }
        for sample in try await store.deliveries.setAsideSamples(ofReceiver: receiver) {
            entries[sample.place] = Entry(sample: sample)
        }
        isLoaded = true
    }

    func contains(_ place: SamplePlace) -> Bool { entries[place] != nil }

    /// Returns the due sample with the earliest next try.
    func nextDue(at now: Timestamp) -> SamplePlace? {
        // A try that is further ahead than the longest pause was scheduled before the clock was put back.
        entries.values.filter { $0.sample.nextTry <= now || $0.sample.nextTry > now + Self.pauses.cap }
            .min { $0.sample.nextTry < $1.sample.nextTry }?.sample.place
    }

    /// Sets a sample aside.
    ///
    /// - Throws: `StoreError`
    mutating func add(_ place: SamplePlace, at now: Timestamp) async throws {
        let sample = SetAsideSample(
            place: place, tries: 1, nextTry: now + Self.pauses.longestDelay(attempt: 1), now: now)
        entries[place] = Entry(sample: sample)
        try await store.deliveries.record(sample, ofReceiver: receiver)
    }

    /// Schedules a sample at once and as if for the first time, because it was corrected or is to be sent again.
    mutating func renew(_ place: SamplePlace, at now: Timestamp) {
        entries[place] = Entry(sample: SetAsideSample(place: place, nextTry: now, now: now))
    }

    /// Records a failed try.
    ///
    /// - Parameters:
    ///   - pause: the pause that the receiver asks for.
    ///   - isCounted: true if the sample may be the reason; otherwise the next try follows after the shortest pause.
    /// - Returns: true to give up the sample, because the receiver has accepted others for long enough.
    /// - Throws: `StoreError`
    mutating func postpone(
        _ place: SamplePlace, at now: Timestamp, atLeast pause: Duration?, counting isCounted: Bool
    ) async throws -> Bool {
        guard var entry = entries[place] else { return false }
        let pause = pause ?? .zero
        guard isCounted else {
            entries[place]?.sample.nextTry = now + min(max(Self.pauses.first, pause), Self.pauses.cap)
            return false
        }
        if entry.sample.served >= Self.patience { return true }
        entry.isDoubtful = !entry.hasOthersBehind
        entry.hasOthersBehind = false
        entry.sample.tries += 1
        let longest = Self.pauses.longestDelay(attempt: entry.sample.tries)
        entry.sample.nextTry = now + min(max(longest, pause), Self.pauses.cap)
        entries[place] = entry
        try await store.deliveries.record(entry.sample, ofReceiver: receiver)
        return false
    }

    /// Removes a sample from those set aside.
    ///
    /// - Throws: `StoreError`
    mutating func remove(_ place: SamplePlace) async throws {
        try await store.deliveries.remove(place, ofReceiver: receiver)
        entries[place] = nil
    }

    /// Records that the receiver accepted other samples: doubtful ones are tried at once.
    ///
    /// - Throws: `StoreError`
    mutating func recordOthersTaken(at now: Timestamp) async throws {
        guard !entries.isEmpty else { return }
        for place in entries.keys {
            entries[place]?.sample.recordOthersTaken(at: now)
            entries[place]?.hasOthersBehind = true
            if entries[place]?.isDoubtful == true { entries[place]?.sample.nextTry = now }
            entries[place]?.isDoubtful = false
        }
        if let recorded, now >= recorded, now - recorded < Self.shortestInterval { return }
        try await store.deliveries.recordOthersTaken(at: now, ofReceiver: receiver)
        recorded = now
    }

    /// Records that the receiver was down: that time does not count.
    ///
    /// - Throws: `StoreError`
    mutating func recordAway() async throws {
        guard !entries.isEmpty else { return }
        for place in entries.keys { entries[place]?.sample.recordAway() }
        try await store.deliveries.recordAway(ofReceiver: receiver)
    }
}
