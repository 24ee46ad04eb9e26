import Curl
import Ground
import Metering
import ReadingStore
import TrueTime

/// Sends samples batch by batch, and returns once the receiver has accepted each, refused it for good, or failed at it alone.
struct BatchSender: Sendable {
    /// A receiver that accepted samples this recently needs no probe.
    static let trust = Duration.seconds(60)
    /// A younger sample can be out of bounds only if a clock is wrong, so nothing follows for older ones.
    private static let leastAgeToConclude = Duration.hours(1)

    /// The most samples in one batch.
    private let batch: Int
    private let now: @Sendable () -> Timestamp
    private let finder: SampleFinder
    private var requests: RequestSender
    private var table: SeriesTable
    private var size: RequestSize
    private var setAside: SetAsideSamples
    /// Samples of this time and older are too old. It is found again in each pass, because a window may be widened.
    private var floor = Int64.min

    init(
        _ requests: RequestSender, _ options: ReceiverOptions, setAside: SetAsideSamples, finder: SampleFinder,
        now: @escaping @Sendable () -> Timestamp
    ) {
        batch = options.batch
        table = SeriesTable(externalLabels: options.externalLabels)
        size = RequestSize(most: options.batch)
        self.requests = requests
        self.setAside = setAside
        self.finder = finder
        self.now = now
    }

    /// Begins a pass over all due samples, including those that were set aside.
    ///
    /// - Throws: `CancellationError`, `StoreError`
    mutating func begin(_ cursor: DeliveryCursor, _ limits: DeliveryLimits) async throws {
        requests.backlog.begin(cursor, limits)
        requests.report.begin()
        floor = .min
        try await setAside.load()
        requests.report.record(setAside: setAside.count)
        try await trySetAside()
    }

    /// Records that everything before the cursor is delivered.
    mutating func move(to cursor: DeliveryCursor) {
        requests.backlog.move(to: cursor)
    }

    /// Ends a pass: every due sample is delivered, or set aside.
    mutating func end() {
        requests.report.end()
    }

    /// Records the number of delivered samples that are no longer stored.
    ///
    /// - Parameter readings: their readings by unit.
    mutating func record(withdrawn readings: [String: Int]) {
        requests.report.record(withdrawn: TrueTimeSeries.samples(ofReadings: readings))
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
        for start in stride(from: 0, to: samples.count, by: batch) {
            try await requests.backlog.count()
            try await trySetAside()
            try await send(batch: Array(samples[start..<min(start + batch, samples.count)]))
        }
    }

    private mutating func send(batch: [WriteSample]) async throws {
        var splitter = BatchSplitter(renewSetAside(in: batch), floor: floor)
        while let part = splitter.next(atMost: size.limit) {
            let size = size
            let start = ContinuousClock.now
            switch try await requests.send(
                part, of: table, patience: { size.patience(for: $0, samples: part.count) })
            {
            case .response(let response): try await take(response, of: part, in: &splitter)
            case .failing(let failure):
                self.size.halve(part.count, after: failure.result)
                if part.count > 1 {
                    splitter.putBack()
                } else {
                    try await tryAlone(part[0], since: start, in: &splitter)
                }
            }
        }
        floor = splitter.floor
        requests.backlog.recordDelivered(batch.count)
        requests.report.recordBatch(accepted: splitter.accepted, refused: splitter.refused, of: batch.count)
    }

    private mutating func take(
        _ response: WriteResponse, of part: [WriteSample], in splitter: inout BatchSplitter
    ) async throws {
        switch response {
        case .accepted:
            try await recordTaken()
            splitter.accept()
        case .tooLarge: splitter.refuseSize()
        case .partial(let written, let refusal, let body):
            requests.report.record(refusal, body: body)
            if written > 0 { try await recordTaken() }
            splitter.accept(written, refusingOthersFor: refusal)
        case .refused(let refusal, let body, let isCertain):
            requests.report.record(refusal, body: body)
            if splitter.isAlone, !isCertain {
                return try await tryAlone(part[0], since: .now - Self.trust, in: &splitter)
            }
            refuse(part, refusal, in: &splitter)
        }
    }

    private func refuse(_ part: [WriteSample], _ refusal: Refusal, in splitter: inout BatchSplitter) {
        let isOld = now() - Timestamp(milliseconds: part[0].time) > Self.leastAgeToConclude
        splitter.refuse(refusal, mayRaiseFloor: refusal == .tooOld || isOld)
    }

    private mutating func recordTaken() async throws {
        size.succeed()
        if requests.wasAway { try await setAside.recordAway() }
        requests.wasAway = false
        try await setAside.recordOthersTaken(at: now())
    }
}

// MARK: Samples that the receiver fails at

extension BatchSender {
    /// Judges a sample by another try, after the receiver has shown that it does not fail at everything: a passing
    /// failure must not cost a sample.
    private mutating func tryAlone(
        _ sample: WriteSample, since start: ContinuousClock.Instant, in splitter: inout BatchSplitter
    ) async throws {
        try await requests.insistOnAcceptance(since: start, of: table)
        switch try await requests.sendApart(sample, of: table) {
        case .response(.accepted):
            try await recordTaken()
            splitter.accept()
        case .response(.tooLarge): splitter.refuseSize()
        case .response(.partial(let written, let refusal, _)): splitter.accept(written, refusingOthersFor: refusal)
        case .response(.refused(let refusal, let body, _)):
            requests.report.record(refusal, body: body)
            refuse([sample], refusal, in: &splitter)
        case .failing(let failure) where failure.isOfSample:
            let place = table.place(of: sample)
            try await setAside.add(place, at: now())
            requests.report.recordSetAside(place, failure, count: setAside.count)
            splitter.leave()
        case .failing: splitter.putBack()
        }
    }

    /// Leaves out samples that are set aside, and schedules them at once, because they were corrected or are to be sent
    /// again.
    private mutating func renewSetAside(in samples: [WriteSample]) -> [WriteSample] {
        guard setAside.count > 0 else { return samples }
        return samples.filter { sample in
            let place = table.place(of: sample)
            guard setAside.contains(place) else { return true }
            setAside.renew(place, at: now())
            return false
        }
    }

    /// Tries set-aside samples that are due, until the receiver fails at one, so that the others do not wait longer.
    private mutating func trySetAside() async throws {
        while let place = setAside.nextDue(at: now()) {
            guard let value = try await finder.value(at: place) else {
                try await setAside.remove(place)
                requests.report.recordNoLongerStored(place, count: setAside.count)
                continue
            }
            let sample = table.sample(at: place, value)
            let answer = try await requests.sendApart(sample, of: table)
            guard try await settle(sample, at: place, answer) else { return }
        }
    }

    /// - Returns: false if the receiver failed.
    private mutating func settle(
        _ sample: WriteSample, at place: SamplePlace, _ answer: RequestSender.Answer
    ) async throws -> Bool {
        var refusal: Refusal?
        switch answer {
        case .response(.accepted), .response(.partial(1..., _, _)): try await recordTaken()
        case .response(.tooLarge): refusal = .tooLarge
        case .response(.partial(_, let reason, let body)), .response(.refused(let reason, let body, isCertain: true)):
            requests.report.record(reason, body: body)
            refusal = reason
        case .response(.refused(let reason, let body, isCertain: false)):
            requests.report.record(reason, body: body)
            requests.wasAway = false
            try await requests.insistOnAcceptance(since: .now - Self.trust, of: table)
            // It is tried once more if something else may have been the reason.
            if requests.wasAway { return true }
            refusal = reason
        case .failing(let failure):
            let isLast = try await setAside.postpone(
                place, at: now(), atLeast: failure.retryAfter, counting: failure.isOfSample)
            guard isLast else { return false }
            requests.report.record(.serverError, body: failure.message)
            refusal = .serverError
        }
        try await setAside.remove(place)
        requests.report.recordTriedApart(sample, refusal, count: setAside.count)
        return refusal != .serverError
    }
}
