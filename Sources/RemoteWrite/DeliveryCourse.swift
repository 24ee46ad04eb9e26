import Logging
import Metering
import ReadingStore

/// One receiver's way along the store: what is due next, and how far it has come. See ``DeliveryCursor``.
struct DeliveryCourse {
    /// How many readings are taken from the store in one go, at least; 24 bytes each.
    static let readingsAtOnce = 20_000
    /// How many series are read in one go when time makes readings due.
    private static let seriesAtOnce = 200
    /// Time becomes due by so much at once, so that much history arrives in order of time, and a crash sends little again.
    private static let slice = Duration.seconds(86_400)
    /// A clock that runs ahead must not make readings look too old: age is counted from the newest reading and this, at
    /// most, which is how late readings are by nature.
    private static let usualDelay = Duration.seconds(2 * 86_400)
    /// A cursor that is further ahead of what has settled was set by a clock that has been put back since, or before `settle` was
    /// raised.
    private static let longestLead = Duration.seconds(3600)

    let sender: RemoteWriteSender
    private var store: ReadingStore { sender.store }
    private var cursor: DeliveryCursor?
    /// Whether the store has it: where it cannot be written, what was delivered is not sent again for that.
    private var isSaved = true
    /// The earliest end of readings that wait for time to make them due; nil where there are none, ``Timestamp/past`` before it is
    /// known.
    private var nextEnd: Timestamp? = .past
    /// The end of the newest reading, as of a change: to find it, every series is asked.
    private var newest: (change: Int64, end: Timestamp?)?
    private var courier: Courier

    init(_ sender: RemoteWriteSender) {
        self.sender = sender
        courier = Courier(sender)
    }

    /// Delivers all that is due now.
    ///
    /// - Throws: `StoreError`, or `CancellationError`.
    mutating func bringUpToDate() async throws {
        let now = sender.now()
        let oldest = try await oldest(at: now)
        var cursor = try await checked(cursor, at: now, oldest)
        self.cursor = cursor
        if !isSaved { try await save(cursor) }
        let target = now - sender.options.settle
        courier.begin(cursor, DeliveryLimits(oldest: oldest, settled: target))

        try await deliverChanges(&cursor, oldest)
        try await deliverChangedInvoices(&cursor, oldest)
        try await deliverSettled(&cursor, oldest, by: target)
        courier.end()
    }

    // MARK: The cursor

    private func checked(
        _ known: DeliveryCursor?, at now: Timestamp, _ begin: Timestamp
    ) async throws -> DeliveryCursor {
        var cursor: DeliveryCursor
        if let known {
            cursor = known
        } else if let stored = try await store.cursor(ofReceiver: sender.options.name) {
            let present = try await store.cursorAtPresent(settled: begin)
            if stored.change > present.change || stored.invoiceChange > present.invoiceChange {
                sender.log.warning(
                    "the cursor is ahead of the store, which may come from a backup; all since `since` is sent again")
                cursor = present
            } else {
                cursor = stored
            }
        } else {
            // A new receiver gets what is stored in order of time.
            cursor = try await store.cursorAtPresent(settled: begin)
            try await store.setCursor(cursor, ofReceiver: sender.options.name)
            sender.log.info("remote write begins", metadata: ["since": "\(begin)"])
        }
        let settled = now - sender.options.settle
        if cursor.settled > settled + DeliveryCourse.longestLead {
            sender.log.warning(
                "the clock was put back, or settle raised; some readings may be sent again",
                metadata: ["cursor": "\(cursor.settled)"])
            cursor.settled = settled
        }
        return cursor
    }

    private mutating func commit(_ cursor: DeliveryCursor) async throws {
        guard cursor != self.cursor else { return }
        self.cursor = cursor
        courier.note(cursor)
        try await save(cursor)
    }

    private mutating func save(_ cursor: DeliveryCursor) async throws {
        isSaved = false
        try await store.setCursor(cursor, ofReceiver: sender.options.name)
        isSaved = true
    }

    private mutating func oldest(at now: Timestamp) async throws -> Timestamp {
        let change = try await store.newestChange()
        if newest?.change != change { newest = (change, try await store.newestEnd()) }
        let newestEnd = newest?.end ?? now
        return min(now, newestEnd + DeliveryCourse.usualDelay) - sender.options.since
    }

    // MARK: Readings

    /// What has changed in the store, as far as time has made it due.
    private mutating func deliverChanges(_ cursor: inout DeliveryCursor, _ oldest: Timestamp) async throws {
        let limits = DeliveryLimits(oldest: oldest, settled: cursor.settled)
        var isLast = false
        while !isLast {
            let found = try await store.dueReadings(
                after: cursor.change, limits, limit: DeliveryCourse.readingsAtOnce)
            note(found.due.nextEnd)
            try await courier.deliver(found.due)
            cursor.change = found.newest
            try await commit(cursor)
            isLast = found.isLast
        }
    }

    /// What time has made due of the changes that were looked at before.
    private mutating func deliverSettled(
        _ cursor: inout DeliveryCursor, _ oldest: Timestamp, by target: Timestamp
    ) async throws {
        guard target > cursor.settled else { return }
        let isMonthOver = sender.calendar.month(of: target) != sender.calendar.month(of: cursor.settled)
        guard isMonthOver || nextEnd.map({ $0 <= target }) ?? false else {
            // Nothing lies between. It need not be stored: after a restart the same is found again.
            cursor.settled = target
            self.cursor = cursor
            return
        }
        let series = try await store.seriesRows()
        cursor.settled = max(cursor.settled, min(oldest, target))
        while cursor.settled < target {
            let limits = DeliveryLimits(oldest: oldest, settled: min(cursor.settled + DeliveryCourse.slice, target))
            var next: Timestamp?
            for start in stride(from: 0, to: series.count, by: DeliveryCourse.seriesAtOnce) {
                let some = series[start..<min(start + DeliveryCourse.seriesAtOnce, series.count)]
                let due = try await store.dueReadings(
                    of: some, from: cursor.settled, limits, upTo: cursor.change)
                next = [next, due.nextEnd].compactMap { $0 }.min()
                try await courier.deliver(due)
            }
            // Slices in which no reading ends are left out.
            let settled = max(limits.settled, next.map { min($0 - .milliseconds(1), target) } ?? target)
            if sender.calendar.month(of: settled) != sender.calendar.month(of: cursor.settled) {
                try await deliverInvoices(oldest) { month in
                    month.change <= cursor.invoiceChange && month.end > cursor.settled && month.end <= settled
                }
            }
            cursor.settled = settled
            nextEnd = next
            try await commit(cursor)
        }
    }

    private mutating func note(_ end: Timestamp?) {
        guard let end else { return }
        nextEnd = nextEnd.map { min($0, end) } ?? end
    }

    // MARK: Invoices

    private mutating func deliverChangedInvoices(_ cursor: inout DeliveryCursor, _ oldest: Timestamp) async throws {
        let newest = try await store.newestInvoiceChange()
        guard newest > cursor.invoiceChange else { return }
        try await deliverInvoices(oldest) { $0.change > cursor.invoiceChange && $0.end <= cursor.settled }
        cursor.invoiceChange = newest
        try await commit(cursor)
    }

    private mutating func deliverInvoices(_ oldest: Timestamp, where isDue: (InvoicedMonth) -> Bool) async throws {
        // A month that ends after `oldest` begins at most a month before.
        let first = sender.calendar.month(of: oldest)
        let stored = try await store.changedInvoices(from: sender.calendar.time(of: first).lowerBound)
        let months = stored.flatMap { InvoicedMonth.months(of: $0.id, $0.invoices, sender.calendar) }
        try await courier.deliver(months.filter { $0.end > oldest && isDue($0) })
    }
}

extension Timestamp {
    /// Before every reading.
    fileprivate static let past = Timestamp(milliseconds: .min)
}
