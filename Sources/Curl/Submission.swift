/// A request on its way, with the one who waits for it.
struct Submission: Sendable {
    typealias Outcome = Result<CurlResponse, CurlError>

    let id: UInt64
    let request: PreparedRequest
    let start: ContinuousClock.Instant
    let continuation: CheckedContinuation<Outcome, Never>

    /// Tells the one who waits. Once.
    func end(_ outcome: Outcome) {
        continuation.resume(returning: outcome)
    }

    /// Host and port, as errors name them and connections are shared.
    var host: String { request.url.authority }

    /// When its whole time is over.
    var deadline: ContinuousClock.Instant { start + request.timeout }

    /// The error where its time is over before it could even start.
    var overdue: CurlError { .timeout(host: host, after: request.timeout, phase: .queued) }
}
