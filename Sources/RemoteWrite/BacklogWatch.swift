import Metering
import ReadingStore

/// Counts what waits to be delivered, now and then while something does: to count a large backlog takes a while.
struct BacklogWatch {
    /// Counting takes at most this share of the time.
    private static let share = 0.1

    private var cursor: DeliveryCursor?
    private var limits: DeliveryLimits?
    /// Samples that are delivered and not behind the cursor yet.
    private var ahead = 0
    private var next: ContinuousClock.Instant?

    mutating func begin(_ cursor: DeliveryCursor, _ limits: DeliveryLimits) {
        self.limits = limits
        note(cursor)
    }

    mutating func note(_ cursor: DeliveryCursor) {
        self.cursor = cursor
        ahead = 0
    }

    mutating func noteDelivered(_ samples: Int) {
        ahead += samples
    }

    /// Notes what waits in the sender's state, unless that was done just now.
    ///
    /// - Throws: `StoreError`.
    mutating func count(_ sender: RemoteWriteSender) async throws {
        let start = ContinuousClock.now
        guard let cursor, var limits, next.map({ $0 <= start }) ?? true else { return }
        // A pass that a receiver holds up goes on for days, and more becomes due meanwhile.
        limits.settled = max(limits.settled, sender.now() - sender.options.settle)
        let backlog = try await sender.store.backlog(after: cursor, limits)
        // A reading of an energy is two samples: the amount, and the mean power.
        let samples = backlog.readings.reduce(0) { $0 + $1.value * (EnergyUnit($1.key) == nil ? 1 : 2) }
        let pending = max(0, samples - ahead)
        sender.state.update {
            $0.pending = pending
            $0.oldestPending = pending > 0 ? backlog.oldest : nil
        }
        let end = ContinuousClock.now
        next = end + max(sender.pace.count, (end - start) / BacklogWatch.share)
    }
}
