import Ground
import Logging
import Metering
import ReadingStore

/// Reports the delivery to a receiver, in its status and in the log.
struct DeliveryReport: Sendable {
    /// The time after which an unchanged failure is logged again.
    static let reminder = Duration.seconds(600)

    private let state: ReceiverState
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    /// Samples that the receiver has accepted in this pass.
    private var accepted = 0
    /// Samples refused since the last log line about them, with the newest answer for each reason.
    private var refused: RefusedSamples = [:]
    private var answers: [Refusal: String] = [:]
    private var toldRefused = ContinuousClock.now
    /// Delivered samples that are no longer stored; nil before they are known.
    private var withdrawn: Int?
    /// The time of the last log line about a set-aside sample.
    private var toldSetAside: ContinuousClock.Instant?
    /// The failure logged last. A failure that comes and goes is not logged each time.
    private var told: (message: String, at: ContinuousClock.Instant)?

    init(_ state: ReceiverState, log: Logger, now: @escaping @Sendable () -> Timestamp) {
        self.state = state
        self.log = log
        self.now = now
    }

    /// Begins a pass over the due samples.
    mutating func begin() {
        accepted = 0
    }

    /// Records that every due sample is delivered.
    mutating func end() {
        state.update {
            $0.pending = 0
            $0.oldestPending = nil
        }
        tellRefused()
        if accepted > 0 { log.info("pushed", metadata: ["samples": .stringConvertible(accepted)]) }
    }

    /// Records the number of delivered samples that are no longer stored.
    mutating func record(withdrawn samples: Int) {
        defer { withdrawn = samples }
        state.update { $0.withdrawn = samples }
        // Those of earlier runs have been logged.
        guard let withdrawn, samples > withdrawn else { return }
        log.info(
            "samples that the receiver has were withdrawn, or replaced by shorter ones; the receiver keeps them",
            metadata: ["samples": .stringConvertible(samples - withdrawn)])
    }

    /// Records that the receiver accepts another message version.
    func record(_ message: WriteMessage) {
        log.info("the receiver takes another message", metadata: ["message": "\(message.name)"])
    }

    /// Records a request with a result for its samples.
    mutating func record(_ response: WriteResponse) {
        let now = now()
        let isDoubtful = if case .refused(_, _, isCertain: false) = response { true } else { false }
        let ended = state.update { status -> ReceiverStatus.Failure? in
            status.requests[response == .accepted ? .ok : .refused, default: 0] += 1
            if response == .accepted { status.lastSuccess = now }
            // The receiver may refuse everything.
            guard !isDoubtful else { return nil }
            let ended = status.failure
            status.failure = nil
            status.isHealthy = true
            return ended
        }
        guard let ended, ended.isTold else { return }
        log.info("the receiver accepts samples again", metadata: ["after": "\(now - ended.since)"])
    }

    /// Records a request without a result for its samples.
    mutating func record(_ failure: WriteFailure) {
        let now = now()
        state.update { status in
            status.requests[failure.result, default: 0] += 1
            status.failure = .init(
                message: failure.message, since: status.failure?.since ?? now,
                isTold: status.failure?.isTold ?? false)
            status.isHealthy = false
        }
        let clock = ContinuousClock.now
        if let told, told.message == failure.message, clock - told.at <= Self.reminder { return }
        told = (failure.message, clock)
        state.update { $0.failure?.isTold = true }
        log.log(
            level: failure.isPassing ? .warning : .error, "nothing delivered; trying again",
            metadata: ["result": "\(failure.result.rawValue)", "error": "\(failure.message)"])
    }

    /// Counts a request that failed because of its only sample.
    func count(_ failure: WriteFailure) {
        state.update { $0.requests[failure.result, default: 0] += 1 }
    }

    // MARK: Samples that are set aside

    /// Records that the receiver fails at a sample alone.
    ///
    /// - Parameter count: the number of samples set aside now.
    mutating func recordSetAside(_ place: SamplePlace, _ failure: WriteFailure, count: Int) {
        state.update { $0.setAside = count }
        let clock = ContinuousClock.now
        guard toldSetAside.map({ clock - $0 > Self.reminder }) ?? true else { return }
        toldSetAside = clock
        log.warning(
            "the receiver fails at a single sample; it is set aside and retried, and the others go on",
            metadata: ["sample": "\(place)", "set_aside": "\(count)", "error": "\(failure.message)"])
    }

    /// Records that a sample is no longer set aside, because nothing is stored in its place.
    mutating func recordNoLongerStored(_ place: SamplePlace, count: Int) {
        state.update { $0.setAside = count }
        log.info("a sample that was set aside is no longer stored", metadata: ["sample": "\(place)"])
    }

    /// Records that a sample is no longer set aside: it was accepted, or refused for good.
    mutating func recordTriedApart(_ sample: WriteSample, _ refusal: Refusal?, count: Int) {
        var refused = RefusedSamples()
        if let refusal { refused.add([sample], for: refusal) }
        recordBatch(accepted: refusal == nil ? 1 : 0, refused: refused, of: 0)
        state.update { $0.setAside = count }
    }

    // MARK: Samples

    /// Records the number of samples that an earlier run has set aside.
    func record(setAside count: Int) {
        state.update { $0.setAside = count }
    }

    /// Records the receiver's answer about samples that it refuses.
    mutating func record(_ refusal: Refusal, body: String) {
        answers[refusal] = body
    }

    /// Records a finished batch: each sample was accepted, or refused for good.
    mutating func recordBatch(accepted: Int, refused: RefusedSamples, of count: Int) {
        self.accepted += accepted
        self.refused.add(refused)
        if !self.refused.isEmpty, ContinuousClock.now - toldRefused > Self.reminder { tellRefused() }
        let now = now()
        state.update { status in
            status.samples += accepted
            status.refused.add(refused)
            if !refused.isEmpty { status.lastRefusal = now }
            status.pending = max(0, status.pending - count)
        }
    }

    private mutating func tellRefused() {
        let receiver = state.status.name
        for (refusal, entry) in refused.reasons {
            var metadata: Logger.Metadata = [
                "reason": "\(refusal.rawValue)", "samples": .stringConvertible(entry.count),
            ]
            if let times = entry.times {
                metadata["oldest"] = "\(times.lowerBound)"
                metadata["newest"] = "\(times.upperBound)"
            }
            if let answer = answers[refusal], !answer.isEmpty { metadata["answer"] = "\(answer)" }
            metadata["what_to_do"] = "\(refusal.advice(receiver: receiver, from: entry.times?.lowerBound))"
            // Prometheus answers each correction with it.
            let level: Logger.Level = refusal == .duplicate ? .info : .warning
            log.log(level: level, "samples refused for good", metadata: metadata)
        }
        refused = [:]
        answers = [:]
        toldRefused = ContinuousClock.now
    }
}

extension SamplePlace: CustomStringConvertible {
    /// The sample as a query names it, and its time.
    package var description: String {
        let labels = id.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        return "\(family){\(labels)} \(end)"
    }
}
