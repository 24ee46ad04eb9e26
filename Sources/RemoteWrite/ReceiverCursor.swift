import Ground
import Logging
import ReadingStore

/// A receiver's cursor, with its copy in the store.
struct ReceiverCursor: Sendable {
    /// A stored cursor that is further ahead than this was set before the clock was put back, or before `settle` was
    /// raised.
    private static let longestLead = Duration.hours(1)

    private let store: ReadingStore
    let receiver: String
    private let log: Logger
    /// Nil before the first pass.
    private(set) var position: DeliveryCursor?
    /// False while the store cannot be written. The cursor in memory still advances, so delivered samples are not sent
    /// twice.
    private var isSaved = true

    init(_ store: ReadingStore, receiver: String, log: Logger) {
        self.store = store
        self.receiver = receiver
        self.log = log
    }

    /// Returns the position at which a pass begins.
    ///
    /// - Parameters:
    ///   - settled: readings that end later wait.
    ///   - oldest: the end of the oldest readings to push, with which a new receiver begins.
    /// - Throws: `StoreError`.
    mutating func begin(settled: Timestamp, oldest: Timestamp) async throws -> DeliveryCursor {
        var cursor: DeliveryCursor
        if let position { cursor = position } else { cursor = try await load(oldest) }
        if cursor.settled > settled + Self.longestLead {
            log.warning(
                "the clock was set back, or settle raised; some readings may be sent again",
                metadata: ["cursor": "\(cursor.settled)"])
            cursor.settled = settled
        }
        position = cursor
        if !isSaved { try await save(cursor) }
        return cursor
    }

    private func load(_ oldest: Timestamp) async throws -> DeliveryCursor {
        // A new receiver gets the stored readings in order of time.
        let present = try await store.deliveries.presentCursor(settled: oldest)
        guard let stored = try await store.deliveries.cursor(ofReceiver: receiver) else {
            try await store.deliveries.record(present, ofReceiver: receiver)
            log.info("remote write begins", metadata: ["since": "\(oldest)"])
            return present
        }
        guard stored.change <= present.change, stored.invoiceChange <= present.invoiceChange else {
            log.warning(
                "the cursor is ahead of the store, as after restoring a backup; everything from `since` is sent again")
            return present
        }
        return stored
    }

    /// Advances the cursor after everything before it was delivered, and stores it.
    ///
    /// - Throws: `StoreError`.
    mutating func save(_ cursor: DeliveryCursor) async throws {
        position = cursor
        isSaved = false
        try await store.deliveries.record(cursor, ofReceiver: receiver)
        isSaved = true
    }

    /// Advances the cursor over a stretch without readings. It need not be stored: after a restart the same stretch is
    /// skipped again.
    mutating func skip(to cursor: DeliveryCursor) {
        position = cursor
    }
}
