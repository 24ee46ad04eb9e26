import Curl
import Ground
import Metering
import ReadingStore
import TrueTime

/// Sends samples batch by batch, and returns once the receiver has accepted each or refused it for good.
struct BatchSender: Sendable {
    /// A receiver, or a gateway with another clock, may ask for years.
    private static let longestRetryAfter = Duration.seconds(600)
    /// A receiver that accepted samples this recently needs no probe.
    private static let trust = Duration.seconds(60)
    /// A younger sample can be out of bounds only by a clock that is wrong: nothing is concluded from it for older ones.
    private static let leastAgeToConclude = Duration.hours(1)

    private let client: WriteClient
    /// The most samples in one request.
    private let size: Int
    private let pace: WriteQueue.Pace
    private let now: @Sendable () -> Timestamp
    private var table: SeriesTable
    private var backlog: BacklogWatch
    private var report: DeliveryReport
    /// Samples of this time and older are too old; found anew in each pass, as a window can be widened.
    private var floor = Int64.min
    private var lastAccepted: ContinuousClock.Instant?

    init(
        _ client: WriteClient, _ options: ReceiverOptions, backlog: BacklogWatch, report: DeliveryReport,
        pace: WriteQueue.Pace, now: @escaping @Sendable () -> Timestamp
    ) {
        self.client = client
        size = options.batch
        table = SeriesTable(externalLabels: options.externalLabels)
        self.backlog = backlog
        self.report = report
        self.pace = pace
        self.now = now
    }

    /// Begins a pass over all that is due.
    mutating func begin(_ cursor: DeliveryCursor, _ limits: DeliveryLimits) {
        backlog.begin(cursor, limits)
        report.begin()
        floor = .min
    }

    /// Notes that what lies before the cursor is done with.
    mutating func move(to cursor: DeliveryCursor) {
        backlog.move(to: cursor)
    }

    /// Ends a pass: all that was due is delivered.
    mutating func end() {
        report.end()
    }

    /// Notes which samples the receiver has that are no longer stored.
    ///
    /// - Parameter readings: their readings by unit.
    mutating func note(withdrawn readings: [String: Int]) {
        report.note(withdrawn: TrueTimeSeries.samples(ofReadings: readings))
    }

    /// Delivers readings.
    ///
    /// - Throws: `CancellationError`, `StoreError`
    mutating func send(_ due: DueReadings) async throws {
        try await send(table.samples(of: due))
    }

    /// Delivers invoiced months.
    ///
    /// - Throws: `CancellationError`, `StoreError`
    mutating func send(_ months: [InvoicedMonth<ChangedInvoice>]) async throws {
        try await send(table.samples(of: months))
    }

    private mutating func send(_ samples: [WriteSample]) async throws {
        for start in stride(from: 0, to: samples.count, by: size) {
            try await send(batch: Array(samples[start..<min(start + size, samples.count)]))
        }
    }

    private mutating func send(batch: [WriteSample]) async throws {
        try await backlog.count()
        var splitter = BatchSplitter(batch, floor: floor)
        while let part = splitter.next() {
            switch try await sendUntilAnswered(part) {
            case .accepted: splitter.accept()
            case .tooLarge: splitter.refuseSize()
            case .refused(let refusal, let body, let isCertain):
                report.note(refusal, body: body)
                if splitter.isAlone, !isCertain {
                    // Where the receiver refuses even a request without samples, the fault is not in this one; and what
                    // passes by meanwhile must not cost a sample.
                    try await insistOnAcceptance()
                    if try await sendUntilAnswered(part) == .accepted {
                        splitter.accept()
                        continue
                    }
                }
                splitter.refuse(refusal, mayRaiseFloor: refusal == .tooOld || isOld(part[0]))
            }
        }
        floor = splitter.floor
        backlog.noteDelivered(batch.count)
        report.noteBatch(accepted: splitter.accepted, refused: splitter.refused, of: batch.count)
    }

    private func isOld(_ sample: WriteSample) -> Bool {
        now() - Timestamp(milliseconds: sample.time) > Self.leastAgeToConclude
    }

    /// Sends requests without samples until the receiver accepts one, unless it has accepted samples just now.
    private mutating func insistOnAcceptance() async throws {
        var attempt = 0
        while lastAccepted.map({ ContinuousClock.now - $0 > Self.trust }) ?? true {
            guard case .refused(_, let body, _) = try await sendUntilAnswered([]) else { return }
            attempt += 1
            try await wait(
                after: WriteFailure(
                    result: .invalid,
                    message: "the receiver refuses every request, also one without samples: \(body). Check url"),
                attempt: attempt)
        }
    }

    /// Sends a part until there is a word about its samples.
    private mutating func sendUntilAnswered(_ part: [WriteSample]) async throws -> WriteResponse {
        let request = WriteRequest(part, labels: table.labels)
        var attempt = 0
        while true {
            do {
                let response = try await client.send(request)
                try Task.checkCancellation()
                if response == .accepted { lastAccepted = ContinuousClock.now }
                report.note(response)
                return response
            } catch let failure as WriteFailure {
                try Task.checkCancellation()
                attempt += 1
                try await wait(after: failure, attempt: attempt)
            }
        }
    }

    private mutating func wait(after failure: WriteFailure, attempt: Int) async throws {
        report.note(failure)
        try await backlog.count()
        let asked = min(failure.retryAfter ?? .zero, Self.longestRetryAfter)
        try await pace.sleep(max(pace.backoff.delay(attempt: attempt), asked))
    }
}
