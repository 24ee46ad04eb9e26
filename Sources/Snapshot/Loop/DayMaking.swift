import Ground
package import Logging
package import ReadingStore

/// Computes days that the rules in use lack: at the first start on an older store, and after a change of the clock, the
/// zone or a tariff. Scrapes and polls continue meanwhile; the sums are absent until all are done.
package struct DayMaking: Sendable {
    private static let reportInterval = Duration.seconds(10)

    private let store: ReadingStore
    private let events: SnapshotEvents
    private let onStoreError: @Sendable (StoreError) -> Void
    private let log: Logger

    /// Creates a job that computes missing days of `store` and sends an event for each step.
    package init(
        store: ReadingStore, events: SnapshotEvents, onStoreError: @escaping @Sendable (StoreError) -> Void = { _ in },
        log: Logger
    ) {
        self.store = store
        self.events = events
        self.onStoreError = onStoreError
        self.log = log
    }

    /// Returns once all days are computed and can be scraped, or the task is cancelled.
    package func run() async {
        do {
            guard try await !store.days.made().isAll else { return }
            let start = ContinuousClock.now
            var reported: ContinuousClock.Instant?
            while !Task.isCancelled {
                let left = try await store.days.makeSome()
                if left == 0 { break }
                if reported.map({ ContinuousClock.now - $0 >= Self.reportInterval }) ?? true {
                    log.info(
                        "summing up days; their metrics appear when all are done", metadata: ["meters_left": "\(left)"])
                    reported = .now
                }
                // Between two turns a poll can store its pages.
                await Task.yield()
            }
            guard !Task.isCancelled else { return }
            let seconds = (ContinuousClock.now - start).inSeconds
            log.info("days summed up", metadata: ["duration": "\(seconds.rounded(toPlaces: 3))s"])
            await events.publish(.daysMade)
        } catch {
            guard error != .cancelled else { return }
            onStoreError(error)
            log.error("days not summed up; the next start or reload tries again", metadata: ["error": "\(error)"])
        }
    }
}
