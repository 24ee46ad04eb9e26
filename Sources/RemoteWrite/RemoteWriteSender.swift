package import Curl
package import Logging
package import Metering
package import ReadingStore

/// Brings what is stored to one receiver: each reading at its true time, at least once, at its own pace.
///
/// It follows the store by a cursor that is kept there, and moves it only after the receiver has taken what lies before, or has
/// refused it for good. A receiver that is down is asked again for ever; nothing else waits for it.
package struct RemoteWriteSender: Sendable {
    /// How it waits; tests shorten it.
    package struct Pace: Sendable {
        /// Between two looks into the store when all is delivered.
        package var interval = Duration.seconds(5)
        /// Between the tries of a request that failed.
        package var backoff: Backoff
        /// How often what is pending is counted while something is, at most.
        package var count = Duration.seconds(15)
        package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

        package init(backoff: Backoff = Backoff(first: .milliseconds(500), cap: .seconds(60))) {
            self.backoff = backoff
        }
    }

    let options: ReceiverOptions
    let transport: CurlClient
    let store: ReadingStore
    /// For the months of invoices.
    let calendar: MeteringCalendar
    let state: ReceiverState
    let pace: Pace
    let now: @Sendable () -> Timestamp
    /// Called with each error of the store.
    let onStoreError: @Sendable (StoreError) -> Void
    let log: Logger

    package init(
        _ options: ReceiverOptions, transport: CurlClient, store: ReadingStore, calendar: MeteringCalendar,
        state: ReceiverState, pace: Pace = Pace(), now: @escaping @Sendable () -> Timestamp,
        onStoreError: @escaping @Sendable (StoreError) -> Void = { _ in }, log: Logger
    ) {
        self.options = options
        self.transport = transport
        self.store = store
        self.calendar = calendar
        self.state = state
        self.pace = pace
        self.now = now
        self.onStoreError = onStoreError
        var log = log
        log[metadataKey: "receiver"] = "\(options.name)"
        self.log = log
    }

    /// Delivers what is stored and what comes, until the task is cancelled.
    package func run() async {
        var course = DeliveryCourse(self)
        var failures = 0
        var told: (error: StoreError, at: ContinuousClock.Instant)?
        while !Task.isCancelled {
            var pause = pace.interval
            do {
                try await course.bringUpToDate()
                failures = 0
            } catch let error as StoreError {
                guard error != .cancelled else { return }
                failures += 1
                pause = pace.backoff.delay(attempt: failures)
                onStoreError(error)
                let now = ContinuousClock.now
                if told?.error != error || told.map({ now - $0.at > Courier.reminder }) ?? true {
                    told = (error, now)
                    log.error("remote write waits for the store", metadata: ["error": "\(error)"])
                }
            } catch {
                // It was cancelled: what was not taken yet is sent by the next run.
                return
            }
            do { try await pace.sleep(pause) } catch { return }
        }
    }
}
