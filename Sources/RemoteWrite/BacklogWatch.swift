import Ground
import ReadingStore
import TrueTime

/// Counts from time to time the samples that wait to be delivered, as long as there are any. Counting a large backlog
/// takes a while.
struct BacklogWatch: Sendable {
    /// The largest share of the time spent counting.
    private static let share = 0.1

    private let store: ReadingStore
    private let state: ReceiverState
    /// The age at which readings become due.
    private let settle: Duration
    /// The shortest time from one count to the next.
    private let pause: Duration
    private let now: @Sendable () -> Timestamp
    private var cursor: DeliveryCursor?
    private var limits: DeliveryLimits?
    /// Samples delivered beyond the cursor.
    private var ahead = 0
    private var next: ContinuousClock.Instant?

    init(
        _ store: ReadingStore, _ state: ReceiverState, settle: Duration, pause: Duration,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.state = state
        self.settle = settle
        self.pause = pause
        self.now = now
    }

    /// Begins a pass over the due readings.
    mutating func begin(_ cursor: DeliveryCursor, _ limits: DeliveryLimits) {
        self.limits = limits
        move(to: cursor)
    }

    /// Records that everything before the cursor is delivered.
    mutating func move(to cursor: DeliveryCursor) {
        self.cursor = cursor
        ahead = 0
    }

    mutating func recordDelivered(_ samples: Int) {
        ahead += samples
    }

    /// Updates the backlog in the receiver's status, unless that was done just now.
    ///
    /// - Throws: `StoreError`.
    mutating func count() async throws {
        let start = ContinuousClock.now
        guard let cursor, var limits, next.map({ $0 <= start }) ?? true else { return }
        // A pass that a receiver holds up may last for days, while more becomes due.
        limits.settled = max(limits.settled, now() - settle)
        let backlog = try await store.deliveries.backlog(after: cursor, limits)
        let samples = TrueTimeSeries.samples(ofReadings: backlog.readings)
        let pending = max(0, samples - ahead)
        state.update {
            $0.pending = pending
            $0.oldestPending = pending > 0 ? backlog.oldest : nil
        }
        let end = ContinuousClock.now
        next = end + max(pause, (end - start) / Self.share)
    }
}
