package import Curl
package import Ground
package import Logging
package import Metering
package import ReadingStore

/// Brings what is stored to one receiver: each reading at its true time, at least once, at its own pace.
///
/// It follows the store by a cursor that is kept there, and moves it only after the receiver has accepted what lies
/// before, or has refused it for good. A receiver that is down is asked again for ever; nothing else waits for it.
///
/// A sample's way: ``StoreFollower`` finds what is due, ``BatchSender`` has ``SeriesTable`` make samples of it and cuts
/// them into batches, ``BatchSplitter`` says which part of a batch is next and ``RequestSize`` how much of it,
/// ``RequestSender`` sends it until there is a word about it, ``WriteClient`` sends it once and returns a ``WriteResponse``.
/// What the receiver fails at alone goes to ``SetAsideSamples``.
package struct WriteQueue: Sendable {
    /// Pauses; tests shorten them.
    package struct Pace: Sendable {
        /// Between two looks into the store when all is delivered.
        package var interval = Duration.seconds(5)
        /// Between the tries of a request that failed.
        package var backoff: Backoff
        /// The shortest pause between two counts of what is pending.
        package var count = Duration.seconds(15)
        /// Waits.
        package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

        /// Creates the pace of a running exporter.
        package init(backoff: Backoff = Backoff(first: .milliseconds(500), cap: .seconds(60))) {
            self.backoff = backoff
        }
    }

    /// As it is before the first pass.
    private let follower: StoreFollower
    private let pace: Pace
    private let onStoreError: @Sendable (StoreError) -> Void
    private let log: Logger

    /// Creates a queue; ``run()`` starts it.
    ///
    /// - Parameters:
    ///   - calendar: the clock that invoiced months end by.
    ///   - dating: tells which month an invoice's date stands for.
    ///   - state: told how the delivery goes.
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

    /// Delivers what is stored and what comes, until the task is cancelled.
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
                // It was cancelled: what was not accepted yet is sent by the next run.
                return
            }
            do { try await pace.sleep(pause) } catch { return }
        }
    }
}
