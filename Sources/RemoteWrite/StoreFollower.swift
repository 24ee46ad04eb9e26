import Ground
import Metering
import ReadingStore
import TrueTime

/// Follows the store for one receiver: it finds due readings, sends them, and advances the cursor. See
/// `DeliveryCursor`.
struct StoreFollower: Sendable {
    /// The least number of readings read at once; 24 bytes each.
    private static let readingsAtOnce = 20_000
    /// The number of series read at once when time makes readings due.
    private static let seriesAtOnce = 200
    /// The most time that becomes due at once, so that a long history arrives in order of time, and a crash repeats
    /// little.
    private static let slice = Duration.days(1)
    /// Age is counted at most from the newest reading and this delay, the usual one of readings. A clock that runs
    /// ahead must not make readings look too old.
    private static let usualDelay = Duration.days(2)

    private let store: ReadingStore
    /// The calendar of invoiced months.
    private let calendar: MeteringCalendar
    private let finder: SampleFinder
    /// The ages of the oldest and of the youngest readings to push.
    private let since: Duration
    private let settle: Duration
    private let now: @Sendable () -> Timestamp
    private var sender: BatchSender
    private var cursor: ReceiverCursor
    /// The earliest end of readings that wait for time to make them due; nil if there are none, ``Timestamp/past``
    /// before it is known.
    private var nextEnd: Timestamp? = .past
    /// The end of the newest reading as of a change. It is kept because finding it reads every series.
    private var newest: (change: Int64, end: Timestamp?)?

    init(
        _ store: ReadingStore, _ calendar: MeteringCalendar, _ finder: SampleFinder, _ options: ReceiverOptions,
        cursor: ReceiverCursor, sender: BatchSender, now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.calendar = calendar
        self.finder = finder
        since = options.since
        settle = options.settle
        self.cursor = cursor
        self.sender = sender
        self.now = now
    }

    /// Delivers everything that is due now.
    ///
    /// - Throws: `StoreError`, or `CancellationError`.
    mutating func bringUpToDate() async throws {
        let now = now()
        let oldest = try await oldest(at: now)
        let target = now - settle
        var cursor = try await cursor.begin(settled: target, oldest: oldest)
        try await sender.begin(cursor, DeliveryLimits(oldest: oldest, settled: target))
        sender.record(withdrawn: try await store.deliveries.withdrawnReadings(ofReceiver: self.cursor.receiver))

        try await sendChanges(&cursor, oldest)
        try await sendChangedInvoices(&cursor, oldest)
        try await sendSettled(&cursor, oldest, by: target)
        sender.end()
    }

    private mutating func oldest(at now: Timestamp) async throws -> Timestamp {
        let change = try await store.deliveries.newestChange()
        if newest?.change != change { newest = (change, try await store.deliveries.newestEnd()) }
        let newestEnd = newest?.end ?? now
        return min(now, newestEnd + Self.usualDelay) - since
    }

    private mutating func commit(_ cursor: DeliveryCursor) async throws {
        guard cursor != self.cursor.position else { return }
        sender.move(to: cursor)
        try await self.cursor.save(cursor)
    }

    // MARK: Readings

    /// Sends changed readings of the store, as far as time has made them due.
    private mutating func sendChanges(_ cursor: inout DeliveryCursor, _ oldest: Timestamp) async throws {
        let limits = DeliveryLimits(oldest: oldest, settled: cursor.settled)
        var isLast = false
        while !isLast {
            let found = try await store.deliveries.dueReadings(after: cursor.change, limits, limit: Self.readingsAtOnce)
            nextEnd = [nextEnd, found.due.nextEnd].compactMap { $0 }.min()
            try await sender.send(found.due)
            cursor.change = found.newest
            try await commit(cursor)
            isLast = found.isLast
        }
    }

    /// Sends readings of earlier changes that time has made due.
    private mutating func sendSettled(
        _ cursor: inout DeliveryCursor, _ oldest: Timestamp, by target: Timestamp
    ) async throws {
        guard target > cursor.settled else { return }
        let isMonthOver = calendar.month(of: target) != calendar.month(of: cursor.settled)
        guard isMonthOver || nextEnd.map({ $0 <= target }) ?? false else {
            cursor.settled = target
            return self.cursor.skip(to: cursor)
        }
        let series = try await store.deliveries.seriesRows()
        cursor.settled = max(cursor.settled, min(oldest, target))
        while cursor.settled < target {
            let limits = DeliveryLimits(oldest: oldest, settled: min(cursor.settled + Self.slice, target))
            var next: Timestamp?
            for start in stride(from: 0, to: series.count, by: Self.seriesAtOnce) {
                let some = series[start..<min(start + Self.seriesAtOnce, series.count)]
                let due = try await store.deliveries.dueReadings(
                    of: some, from: cursor.settled, limits, upTo: cursor.change)
                next = [next, due.nextEnd].compactMap { $0 }.min()
                try await sender.send(due)
            }
            // Slices in which no reading ends are skipped.
            let settled = max(limits.settled, next.map { min($0 - .milliseconds(1), target) } ?? target)
            if calendar.month(of: settled) != calendar.month(of: cursor.settled) {
                try await sendInvoices(oldest) { month in
                    month.change <= cursor.invoiceChange && month.end > cursor.settled && month.end <= settled
                }
            }
            cursor.settled = settled
            nextEnd = next
            try await commit(cursor)
        }
    }

    // MARK: Invoices

    private mutating func sendChangedInvoices(_ cursor: inout DeliveryCursor, _ oldest: Timestamp) async throws {
        let newest = try await store.deliveries.newestInvoiceChange()
        guard newest > cursor.invoiceChange else { return }
        try await sendInvoices(oldest) { $0.change > cursor.invoiceChange && $0.end <= cursor.settled }
        cursor.invoiceChange = newest
        try await commit(cursor)
    }

    private mutating func sendInvoices(
        _ oldest: Timestamp, where isDue: (InvoicedMonth<ChangedInvoice>) -> Bool
    ) async throws {
        try await sender.send(finder.months(endingAfter: oldest).filter(isDue))
    }
}

extension Timestamp {
    /// Earlier than every reading.
    fileprivate static let past = Timestamp(milliseconds: .min)
}
