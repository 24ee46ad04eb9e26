import Curl
import Logging
import Metering
import ReadingStore

/// Carries samples to the receiver, batch by batch, and does not come back before each is taken or refused for good.
struct Courier {
    private static let fixedHeaders = [
        (name: "Content-Type", value: "application/x-protobuf"), (name: "Content-Encoding", value: "snappy"),
        (name: "X-Prometheus-Remote-Write-Version", value: "0.1.0"),
    ]
    /// A failure that stays the same is told again after so long.
    static let reminder = Duration.seconds(600)
    /// The largest answer that is read.
    private static let longestAnswer = 1 << 20
    /// A receiver, or a gateway with another clock, may ask for years.
    private static let longestRetryAfter = Duration.seconds(600)
    /// Who has taken samples so recently is a receiver.
    private static let trust = Duration.seconds(60)
    /// What is younger can be out of bounds only by a clock that is wrong: nothing is concluded from it for what is older.
    private static let leastAgeToConclude = Duration.seconds(3600)

    let sender: RemoteWriteSender
    private var options: ReceiverOptions { sender.options }
    private var table: SeriesTable
    /// Samples of this time and older are too old; found anew in each pass, as a window can be widened.
    private var floor = Int64.min
    private var lastAccepted: ContinuousClock.Instant?
    private var backlog = BacklogWatch()
    /// Taken by the receiver in this pass.
    private var accepted = 0
    /// Refused since it was last told of, and the newest answer for each reason.
    private var refused: [Refusal: Int] = [:]
    private var answers: [Refusal: String] = [:]
    private var toldRefused = ContinuousClock.now
    /// When the failure that goes on was last told of.
    private var told: ContinuousClock.Instant?

    init(_ sender: RemoteWriteSender) {
        self.sender = sender
        table = SeriesTable(externalLabels: sender.options.externalLabels)
    }

    /// A pass over all that is due begins.
    mutating func begin(_ cursor: DeliveryCursor, _ limits: DeliveryLimits) {
        backlog.begin(cursor, limits)
        accepted = 0
        floor = .min
    }

    /// What lies before the cursor is done with.
    mutating func note(_ cursor: DeliveryCursor) {
        backlog.note(cursor)
    }

    /// All that was due is delivered.
    mutating func end() {
        sender.state.update {
            $0.pending = 0
            $0.oldestPending = nil
        }
        tellRefused()
        if accepted > 0 { sender.log.info("pushed", metadata: ["samples": "\(accepted)"]) }
    }

    private mutating func tellRefused() {
        for (refusal, count) in refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            sender.log.log(
                // Prometheus does so with each correction.
                level: refusal == .duplicate ? .info : .warning, "samples refused for good",
                metadata: [
                    "reason": "\(refusal.rawValue)", "samples": "\(count)", "answer": "\(answers[refusal] ?? "")",
                ])
        }
        refused = [:]
        toldRefused = ContinuousClock.now
    }

    /// - Throws: `CancellationError`, `StoreError`
    mutating func deliver(_ due: DueReadings) async throws {
        var samples: [PushSample] = []
        samples.reserveCapacity(min(due.count, options.batch) * 2)
        var isSorted = true
        for one in due.series {
            let unit = EnergyUnit(one.id.unit)
            let number = table.number(of: .reading, one.id)
            let readings = one.readings
            if let last = samples.last, last.series >= number { isSorted = false }
            for index in 0..<readings.count {
                samples.append(PushSample(series: number, time: readings.ends[index], value: readings.values[index]))
            }
            guard let unit else { continue }
            let power = table.number(of: .power, one.id)
            if power <= number { isSorted = false }
            for index in 0..<readings.count {
                let period = Duration.milliseconds(readings.ends[index] - readings.starts[index])
                let watts = unit.watts(of: readings.values[index], over: period)
                samples.append(PushSample(series: power, time: readings.ends[index], value: watts))
            }
        }
        // Changes come in the order in which they were stored, so a series may come again with what is older.
        if !isSorted { samples.sort { ($0.series, $0.time) < ($1.series, $1.time) } }
        try await deliver(samples)
    }

    /// - Throws: `CancellationError`, `StoreError`
    mutating func deliver(_ months: [InvoicedMonth]) async throws {
        var samples: [PushSample] = []
        for month in months {
            let number = table.number(of: .invoice, month.id)
            samples.append(PushSample(series: number, time: month.end.milliseconds, value: month.value))
        }
        samples.sort { ($0.series, $0.time) < ($1.series, $1.time) }
        try await deliver(samples)
    }

    private mutating func deliver(_ samples: [PushSample]) async throws {
        for start in stride(from: 0, to: samples.count, by: options.batch) {
            try await deliver(batch: Array(samples[start..<min(start + options.batch, samples.count)]))
        }
    }

    // MARK: One batch

    private mutating func deliver(batch: [PushSample]) async throws {
        try await backlog.count(sender)
        var delivery = Delivery(batch, floor: floor)
        while let part = delivery.next() {
            switch try await answer(to: part) {
            case .accepted: delivery.accept()
            case .tooLarge: delivery.refuseSize()
            case .refused(let refusal, let body, let isCertain):
                answers[refusal] = body
                if delivery.isAlone, !isCertain {
                    // Where the receiver refuses even a request without samples, the fault is not in this one; and what
                    // passes by meanwhile must not cost a sample.
                    try await insistOnAcceptance()
                    if try await answer(to: part) == .accepted {
                        delivery.accept()
                        continue
                    }
                }
                delivery.refuse(refusal, mayRaiseFloor: refusal == .tooOld || isOld(part[0]))
            }
        }
        floor = delivery.floor
        accepted += delivery.accepted
        refused.merge(delivery.refused, uniquingKeysWith: +)
        if !refused.isEmpty, ContinuousClock.now - toldRefused > Courier.reminder { tellRefused() }
        backlog.noteDelivered(batch.count)
        let done = delivery
        sender.state.update { status in
            status.samples += done.accepted
            status.refused.merge(done.refused, uniquingKeysWith: +)
            status.pending = max(0, status.pending - batch.count)
        }
    }

    private func isOld(_ sample: PushSample) -> Bool {
        sender.now() - Timestamp(milliseconds: sample.time) > Courier.leastAgeToConclude
    }

    /// Sends requests without samples until the receiver takes one, unless it has taken samples just now.
    private mutating func insistOnAcceptance() async throws {
        var attempt = 0
        while lastAccepted.map({ ContinuousClock.now - $0 > Courier.trust }) ?? true {
            guard case .refused(_, let body, _) = try await answer(to: []) else { return }
            attempt += 1
            try await wait(
                for: DeliveryFailure(
                    result: .invalid,
                    message: "the receiver refuses every request, also one without samples: \(body). Check url"),
                attempt: attempt)
        }
    }

    /// Sends a part until there is a word about its samples.
    private mutating func answer(to part: [PushSample]) async throws -> Verdict.Word {
        let body = Snappy.compress(WriteRequest.encode(part, labels: table.labels))
        var attempt = 0
        while true {
            let verdict = await send(body)
            try Task.checkCancellation()
            switch verdict {
            case .word(let word):
                noteAnswered(word)
                return word
            case .failed(let failure):
                attempt += 1
                try await wait(for: failure, attempt: attempt)
            }
        }
    }

    private func send(_ body: [UInt8]) async -> Verdict {
        do {
            let headers = options.headers.map { (name: $0.name, value: $0.value.reveal()) }
            let authentication = try options.authentication()
            let request = CurlRequest(
                url: options.url, method: .post(body: body), headers: Courier.fixedHeaders + headers,
                authentication: authentication, timeout: options.timeout, stallTimeout: options.timeout,
                maxResponseSize: Courier.longestAnswer)
            let response = try await sender.transport.send(request)
            let query = options.url.split(separator: "?", maxSplits: 1).dropFirst().map { Secret(String($0)) }
            return Verdict(
                response, now: sender.now().seconds,
                secrets: options.headers.map(\.value) + authentication.secrets + query)
        } catch let error as CurlError {
            return Verdict(error)
        } catch {
            return .failed(DeliveryFailure(result: .unauthorized, message: "\(error)"))
        }
    }

    // MARK: Telling how it goes

    private mutating func noteAnswered(_ word: Verdict.Word) {
        let now = sender.now()
        let isDoubtful = if case .refused(_, _, isCertain: false) = word { true } else { false }
        if word == .accepted { lastAccepted = ContinuousClock.now }
        let ended = sender.state.update { status -> ReceiverStatus.Failure? in
            status.requests[word == .accepted ? .ok : .refused, default: 0] += 1
            if word == .accepted { status.lastSuccess = now }
            // It may refuse everything.
            guard !isDoubtful else { return nil }
            let ended = status.failure
            status.failure = nil
            status.isHealthy = true
            return ended
        }
        guard let ended else { return }
        sender.log.info("the receiver takes samples again", metadata: ["after": "\(now - ended.since)"])
    }

    /// Tells of a failure and waits before the next try.
    private mutating func wait(for failure: DeliveryFailure, attempt: Int) async throws {
        let now = sender.now()
        let isNews = sender.state.update { status in
            status.requests[failure.result, default: 0] += 1
            let isNews = status.failure?.message != failure.message
            status.failure = .init(message: failure.message, since: status.failure?.since ?? now)
            status.isHealthy = false
            return isNews
        }
        let clock = ContinuousClock.now
        if isNews || told.map({ clock - $0 > Courier.reminder }) ?? true {
            told = clock
            sender.log.log(
                level: failure.isPassing ? .warning : .error, "nothing delivered; trying again",
                metadata: ["result": "\(failure.result.rawValue)", "error": "\(failure.message)"])
        }
        try await backlog.count(sender)
        let asked = min(failure.retryAfter ?? .zero, Courier.longestRetryAfter)
        try await sender.pace.sleep(max(sender.pace.backoff.delay(attempt: attempt), asked))
    }
}

extension Authentication {
    /// What no text may show.
    fileprivate var secrets: [Secret] {
        switch self {
        case .none: []
        case .basic(_, let password): [password]
        case .bearer(let token): [token]
        }
    }
}
