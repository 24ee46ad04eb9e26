package import Curl
package import Ground
package import Logging
package import Metering
package import ReadingStore

/// Delivers the stored readings to one receiver: each at its true time, at least once, at the receiver's pace.
///
/// It follows the store with a cursor, which is stored too, and advances it only after the receiver has accepted
/// everything before it, or has refused it for good. A receiver that is down is tried indefinitely, and holds up
/// nothing else.
///
/// The path of a sample: ``StoreFollower`` finds due readings, ``BatchSender`` has ``SeriesTable`` make samples of them
/// and cuts them into batches, ``BatchSplitter`` chooses the next part of a batch and ``RequestSize`` its size,
/// ``RequestSender`` sends it until it has a result, and ``WriteClient`` sends it once and returns a ``WriteResponse``.
/// Samples at which the receiver fails alone go to ``SetAsideSamples``.
package struct WriteQueue: Sendable {
    /// Pauses; tests shorten them.
    package struct Pace: Sendable {
        /// The pause between two checks of the store when everything is delivered.
        package var interval = Duration.seconds(5)
        /// The pauses between the tries of a failed request.
        package var backoff: Backoff
        /// The shortest pause between two counts of the backlog.
        package var count = Duration.seconds(15)
        /// Waits.
        package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

        /// Creates the pace of a running exporter.
        package init(backoff: Backoff = Backoff(first: .milliseconds(500), cap: .seconds(60))) {
            self.backoff = backoff
        }
    }

    /// The state before the first pass.
    private let follower: StoreFollower
    private let pace: Pace
    private let onStoreError: @Sendable (StoreError) -> Void
    private let log: Logger

    /// Creates a queue; ``run()`` starts it.
    ///
    /// - Parameters:
    ///   - calendar: the clock by which invoiced months end.
    ///   - dating: relates an invoice's date to its month.
    ///   - state: updated with the progress of the delivery.
    ///   - onStoreError: called with each error of the store.
    package init(
        _ options: ReceiverOptions, transport: CurlClient, store: ReadingStore, calendar: MeteringCalendar,
        dating: InvoiceDating = .start, state: ReceiverState, pace: Pace = Pace(),
        now: @escaping @Sendable () -> Timestamp,
        onStoreError: @escaping @Sendable (StoreError) -> Void = { _ in }, log: Logger
    ) {
        var log = log
        log[metadataKey: "receiver"] = "\(options.name)"
        let requests = RequestSender(
            WriteClient(options, transport: transport), pace: pace,
            backlog: BacklogWatch(store, state, settle: options.settle, pause: pace.count, now: now),
            report: DeliveryReport(state, log: log, now: now))
        let finder = SampleFinder(store, calendar, dating)
        let sender = BatchSender(
            requests, options, setAside: SetAsideSamples(store, receiver: options.name), finder: finder, now: now)
        follower = StoreFollower(
            store, calendar, finder, options, cursor: ReceiverCursor(store, receiver: options.name, log: log),
            sender: sender, now: now)
        self.pace = pace
        self.onStoreError = onStoreError
        self.log = log
    }

    /// Delivers stored and new readings, until the task is cancelled.
    package func run() async {
        var follower = follower
        var failures = 0
        var told: (error: StoreError, at: ContinuousClock.Instant)?
        while !Task.isCancelled {
            var pause = pace.interval
            do {
                try await follower.bringUpToDate()
                failures = 0
            } catch let error as StoreError {
                guard error != .cancelled else { return }
                failures += 1
                pause = pace.backoff.delay(attempt: failures)
                onStoreError(error)
                let now = ContinuousClock.now
                if told?.error != error || told.map({ now - $0.at > DeliveryReport.reminder }) ?? true {
                    told = (error, now)
                    log.error("remote write waits for the store", metadata: ["error": "\(error)"])
                }
            } catch {
                // Cancelled: samples that were not accepted yet are sent by the next run.
                return
            }
            do { try await pace.sleep(pause) } catch { return }
        }
    }
}
