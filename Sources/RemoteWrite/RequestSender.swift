import Curl
import Ground

/// Sends requests to a receiver, each repeatedly with growing pauses until its samples have a result.
struct RequestSender: Sendable {
    /// The result of a request.
    enum Answer: Equatable {
        /// A result for its samples.
        case response(WriteResponse)
        /// It failed too often to be sent again unchanged.
        case failing(WriteFailure)
    }

    /// The longest pause that is honoured: a receiver, or a gateway with another clock, may ask for years.
    private static let longestRetryAfter = Duration.seconds(600)
    /// Failures in a row after which the receiver counts as down.
    private static let failuresOfOutage = 4

    private var client: WriteClient
    private let pace: WriteQueue.Pace
    var backlog: BacklogWatch
    var report: DeliveryReport
    /// The time of the newest accepted request, with or without samples.
    private var lastAccepted: ContinuousClock.Instant?
    /// A sample that the receiver has accepted, for repeating it as a probe.
    private var acceptedSample: WriteSample?
    /// True if the receiver was down since this was last set to false.
    var wasAway = false

    init(_ client: WriteClient, pace: WriteQueue.Pace, backlog: BacklogWatch, report: DeliveryReport) {
        self.client = client
        self.pace = pace
        self.backlog = backlog
        self.report = report
    }

    /// Sends samples until they have a result, or the patience is exhausted.
    ///
    /// - Parameter patience: the number of equal failures to accept; nil to try indefinitely.
    /// - Throws: `CancellationError`, `StoreError`
    mutating func send(
        _ samples: [WriteSample], of table: SeriesTable, patience: (WriteFailure) -> Int?
    ) async throws -> Answer {
        var failures = EqualFailures()
        var attempt = 0
        while true {
            do {
                return .response(try await sendOnce(samples, of: table))
            } catch let failure as WriteFailure {
                report.record(failure)
                attempt += 1
                if attempt >= Self.failuresOfOutage || !failure.mayBeOfBody { wasAway = true }
                if let patience = patience(failure), failures.count(failure) >= patience {
                    // The next request is another one, but it goes to the receiver that asked for a pause.
                    if failure.result == .rateLimited || failure.retryAfter != nil {
                        try await wait(after: failure, attempt: failure.result == .rateLimited ? attempt : 1)
                    }
                    return .failing(failure)
                }
                try await wait(after: failure, attempt: attempt)
            }
        }
    }

    /// Sends a sample at which the receiver has failed, once. Another failure says nothing about other samples.
    ///
    /// - Throws: `CancellationError`
    mutating func sendApart(_ sample: WriteSample, of table: SeriesTable) async throws -> Answer {
        do {
            return .response(try await sendOnce([sample], of: table))
        } catch let failure as WriteFailure {
            if failure.isOfSample { report.count(failure) } else { report.record(failure) }
            return .failing(failure)
        }
    }

    /// Waits until the receiver has accepted a request since a time: one without samples, or one with a sample that it
    /// has accepted before.
    ///
    /// - Throws: `CancellationError`, `StoreError`
    mutating func insistOnAcceptance(since start: ContinuousClock.Instant, of table: SeriesTable) async throws {
        var attempt = 0
        while lastAccepted.map({ $0 < start }) ?? true {
            guard let failure = try await failureOfProbe([], of: table) else { return }
            if let sample = acceptedSample, try await failureOfProbe([sample], of: table) == nil { return }
            attempt += 1
            wasAway = true
            report.record(failure)
            try await wait(after: failure, attempt: attempt)
        }
    }

    private mutating func failureOfProbe(_ samples: [WriteSample], of table: SeriesTable) async throws -> WriteFailure?
    {
        do {
            switch try await sendOnce(samples, of: table) {
            case .accepted: return nil
            case .refused(_, let body, _), .partial(_, _, let body):
                return WriteFailure(
                    result: .invalid,
                    message: "the receiver refuses every request, also one without samples: \(body). Check url")
            case .tooLarge:
                return WriteFailure(
                    result: .invalid, message: "the receiver calls a request without samples too large (HTTP 413)")
            }
        } catch let failure as WriteFailure {
            return failure
        }
    }

    private mutating func sendOnce(_ samples: [WriteSample], of table: SeriesTable) async throws -> WriteResponse {
        let message = client.message
        defer { if client.message != message { report.record(client.message) } }
        let result: Result<WriteResponse, WriteFailure>
        do throws(WriteFailure) {
            result = .success(try await client.send(samples, of: table))
        } catch {
            result = .failure(error)
        }
        try Task.checkCancellation()
        let response = try result.get()
        if response == .accepted {
            lastAccepted = .now
            if let sample = samples.first { acceptedSample = sample }
        }
        report.record(response)
        return response
    }

    private mutating func wait(after failure: WriteFailure, attempt: Int) async throws {
        try await backlog.count()
        let asked = min(failure.retryAfter ?? .zero, Self.longestRetryAfter)
        try await pace.sleep(max(pace.backoff.delay(attempt: attempt), asked))
    }
}
