import Curl
import Ground

/// Sends requests to a receiver, each again with growing pauses until there is a word about its samples.
struct RequestSender: Sendable {
    /// The end of a request.
    enum Answer: Equatable {
        /// A word about its samples.
        case response(WriteResponse)
        /// It failed so often that it is not sent again as it is.
        case failing(WriteFailure)
    }

    /// A receiver, or a gateway with another clock, may ask for years.
    private static let longestRetryAfter = Duration.seconds(600)
    /// Failures in a row after which the receiver counts as away.
    private static let failuresOfOutage = 4

    private var client: WriteClient
    private let pace: WriteQueue.Pace
    var backlog: BacklogWatch
    var report: DeliveryReport
    /// The time at which a request was last accepted, with samples or without.
    private var lastAccepted: ContinuousClock.Instant?
    /// A sample that the receiver has accepted, to ask it once more.
    private var acceptedSample: WriteSample?
    /// True where the receiver was away since this was last set to false.
    var wasAway = false

    init(_ client: WriteClient, pace: WriteQueue.Pace, backlog: BacklogWatch, report: DeliveryReport) {
        self.client = client
        self.pace = pace
        self.backlog = backlog
        self.report = report
    }

    /// Sends samples until there is a word about them, or the patience is at its end.
    ///
    /// - Parameter patience: how many equal failures are enough; nil to go on for ever.
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
                    // What comes next is another request, but it goes to the receiver that asked for a pause.
                    if failure.result == .rateLimited || failure.retryAfter != nil {
                        try await wait(after: failure, attempt: failure.result == .rateLimited ? attempt : 1)
                    }
                    return .failing(failure)
                }
                try await wait(after: failure, attempt: attempt)
            }
        }
    }

    /// Sends a sample that the receiver has failed at, once: failing again tells nothing of how it takes others.
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

    /// Waits until the receiver has accepted something since a time: a request without samples, or a sample that it has accepted
    /// before.
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
