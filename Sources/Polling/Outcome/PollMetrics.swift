import EnergyAPI
package import Exposition
import Ground
import Metering
package import ReadingStore

/// The counters of polls and of the store, which rise while the program runs. They are not part of the snapshot: each
/// scrape reads them again.
package final class PollMetrics: Sendable {
    private static let endpoints = LabelValues("endpoint", closed: PolledEndpoint.allCases.map(\.rawValue))

    private let requests = CounterVector(
        name: "oresundskraft_api_requests_total", help: "Requests to the API, by result.",
        labels: [endpoints, LabelValues("result", closed: RequestResult.allCases.map(\.rawValue))])

    private let requestDurations = HistogramVector(
        name: "oresundskraft_api_request_duration_seconds",
        help: "Duration of requests to the API, including reading the answer.", labels: [endpoints],
        buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120])

    private let readings = CounterVector(
        name: "oresundskraft_readings_total", help: "Readings received, by result.",
        labels: [endpoints, LabelValues("result", closed: ["new", "corrected", "withdrawn", "unchanged", "rejected"])])

    private let rejected = CounterVector(
        name: "oresundskraft_readings_rejected_total", help: "Readings received and rejected, by reason.",
        labels: [endpoints, LabelValues("reason", closed: RejectionReason.allCases.map(\.rawValue))])

    private let missing = CounterVector(
        name: "oresundskraft_readings_missing_total", help: "Readings received without a value.", labels: [endpoints])

    /// Pages and snapshots that the store failed to write or read.
    private let storeErrors = Counter(
        name: "oresundskraft_store_errors_total", help: "Failures of the store, such as a full disk.")

    /// The comparison of this machine's clock with the API's.
    package let clock = ClockWatch()

    /// Creates metrics with every counter at 0.
    package init() {}

    func count(_ result: RequestResult, duration: Duration, _ endpoint: PolledEndpoint) {
        requests.increment(endpoint.rawValue, result.rawValue)
        requestDurations.observe(duration.inSeconds, endpoint.rawValue)
    }

    /// Counts a failure of the store. A cancelled task is none.
    ///
    /// - Returns: true if the store has failed.
    @discardableResult package func count(_ error: StoreError) -> Bool {
        guard error != .cancelled else { return false }
        storeErrors.increment()
        return true
    }

    func count(_ counts: ReadingCounts, _ endpoint: PolledEndpoint) {
        let endpoint = endpoint.rawValue
        let results = [
            ("new", counts.stored.new), ("corrected", counts.stored.corrected),
            ("withdrawn", counts.stored.withdrawn), ("unchanged", counts.stored.unchanged),
            ("rejected", counts.rejectedTotal),
        ]
        for (result, count) in results where count > 0 { readings.increment(endpoint, result, by: Double(count)) }
        for (reason, count) in counts.rejected { rejected.increment(endpoint, reason.rawValue, by: Double(count)) }
        if counts.missing > 0 { missing.increment(endpoint, by: Double(counts.missing)) }
    }

    package var families: [any ScrapedFamily] {
        [requests, requestDurations, readings, rejected, missing, storeErrors]
            + (clock.offset.map { offset in
                [
                    MetricFamily.gauge(
                        "oresundskraft_api_clock_offset_seconds",
                        "Time by which this machine's clock is ahead of the API's, by the Date of its newest answer.",
                        offset.inSeconds)
                ]
            } ?? [])
    }
}
