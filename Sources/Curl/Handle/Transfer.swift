import CCurl

/// A running request: the owner of everything that libcurl's handle points to.
final class Transfer {
    let submission: Submission
    let easy: EasyHandle
    /// 1 for the first attempt; more after an answer was lost.
    let attempt: Int
    /// The pool of its connection.
    let pool: ConnectionPool
    private let receiver: ResponseReceiver
    private let transport: TransportOptions
    private var watch: StallWatch

    private static let attempts = 4

    /// - Throws: ``CurlError/unavailable(reason:)``. The handle then needs a reset.
    init(
        _ submission: Submission, attempt: Int, easy: EasyHandle, pool: ConnectionPool, transport: TransportOptions
    ) throws(CurlError) {
        self.submission = submission
        self.attempt = attempt
        self.easy = easy
        self.pool = pool
        self.transport = transport
        receiver = ResponseReceiver(maxBodySize: submission.request.maxResponseSize)
        watch = StallWatch(limit: submission.request.stallTimeout)
        try easy.configure(submission.request, transport: transport, receiver: receiver)
        try easy.setPool(pool)
        // Over HTTP/1.1 the answer cannot get lost.
        if attempt == Self.attempts { try easy.setHTTP1OnNewConnection() }
    }

    /// Returns when the transfer has to end unless a byte moves before: its whole time is over, or it has stalled. It
    /// cannot stall while it connects, which has a limit of its own.
    ///
    /// The whole time is watched here, because libcurl's `CURLOPT_TIMEOUT_MS` does not count the wait for a connection.
    func deadline(now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let end = submission.deadline
        guard isConnected else { return end }
        watch.record(bytes: Int64(ccurl_body_bytes_moved(easy.raw)) + Int64(receiver.headSize), now: now)
        return min(end, watch.deadline ?? end)
    }

    /// Returns the result of a transfer past its deadline: the error, or the answer if only the upload is unfinished.
    func excess(now: ContinuousClock.Instant) -> Submission.Outcome {
        if hasWholeAnswer { return .success(takeResponse()) }
        let request = submission.request
        guard now < submission.deadline else {
            return .failure(.timeout(host: host, after: request.timeout, phase: phase))
        }
        return .failure(.stalled(host: host, after: request.stallTimeout, phase: phase))
    }

    /// Returns the result, once libcurl is done with the transfer.
    func outcome(_ code: CURLcode) -> Submission.Outcome {
        guard code == CURLE_OK || hasAnswer(despite: code) else { return .failure(error(code)) }
        return .success(takeResponse())
    }

    private func takeResponse() -> CurlResponse {
        CurlResponse(
            status: ccurl_status(easy.raw), headers: receiver.headers, body: receiver.takeBody(),
            httpVersion: httpVersion, duration: elapsed, retryAfter: retryAfter)
    }

    /// Returns true if the whole answer arrived before the connection or the stream ended with that code. A server may
    /// answer before it has read the request, and then reset the rest of it (RFC 9113 section 8.1, RFC 9112 section
    /// 9.6).
    private func hasAnswer(despite code: CURLcode) -> Bool {
        switch code {
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM: break
        default: return false
        }
        if hasWholeAnswer { return true }
        // Without a detail, libcurl wanted to send on a stream that had been closed in order; about any other end
        // it says more. It does not report the length of an answer without one.
        return code == CURLE_HTTP2_STREAM && httpVersion == .http2 && easy.errorDetail(code).isEmpty
            && receiver.hasFinalHead && receiver.length == nil && receiver.refusal == nil
    }

    /// Returns true if libcurl may have dropped an answer that arrived before the upload's end, so that another try is
    /// needed.
    ///
    /// Version 7.88 and others drop the head if it arrives together with a frame that resets the stream, even in good
    /// order.
    func hasLostAnswer(_ code: CURLcode) -> Bool {
        guard code == CURLE_HTTP2_STREAM, case .post = submission.request.method else { return false }
        return receiver.headSize == 0 && attempt < Self.attempts
    }

    /// True if the response is known to be as complete as needed, while libcurl still sends the request.
    ///
    /// For a body without a length, nobody can tell if it has ended when the connection breaks (RFC 9112 section 8).
    private var hasWholeAnswer: Bool {
        if receiver.isWhole(bytesOnWire: Int(clamping: ccurl_body_bytes_received(easy.raw))) { return true }
        return !submission.request.needsWholeBody && receiver.hasFinalHead && receiver.length == nil
            && receiver.refusal == nil
    }

    /// Returns true if the handle, once reset, can serve another request.
    ///
    /// libcurl creates the header with the credentials already for CONNECT. If that fails, some versions (7.88 among
    /// them) keep the header through `curl_easy_reset` and send it with the handle's next request, to any host.
    func canReuseHandle(after outcome: Submission.Outcome) -> Bool {
        if case .success = outcome { true } else { submission.request.authentication == .none }
    }

    private func error(_ code: CURLcode) -> CurlError {
        switch receiver.refusal {
        case .bodyTooLarge: return .tooLarge(host: host, limit: submission.request.maxResponseSize)
        case .headTooLarge:
            return .invalidAnswer(host: host, reason: "the head is larger than \(ResponseReceiver.maxHeadSize) bytes")
        case nil: break
        }
        if code == CURLE_OPERATION_TIMEDOUT {
            // The system may give up connecting earlier than it was told to.
            return .timeout(host: host, after: min(transport.connectTimeout, elapsed), phase: phase)
        }
        // A head line beyond libcurl's own limit; a real lack of memory would have ended the process elsewhere.
        if code == CURLE_OUT_OF_MEMORY, phase == .waiting {
            return .invalidAnswer(host: host, reason: "a line of the head is too long")
        }
        return CurlError(code, host: host, detail: easy.errorDetail(code), secrets: submission.request.secrets)
    }

    private var retryAfter: Duration? {
        // Some versions of libcurl return a negative number for a date in the past.
        let seconds = ccurl_retry_after(easy.raw)
        return seconds > 0 ? min(.seconds(seconds), CurlResponse.longestRetryAfter) : nil
    }

    private var host: String { submission.host }
    private var elapsed: Duration { ContinuousClock.now - submission.start }
    private var isConnected: Bool { ccurl_connected_after(easy.raw) > 0 }

    private var phase: CurlError.Phase {
        if receiver.hasHead { .receiving } else if isConnected { .waiting } else { .connecting }
    }

    private var httpVersion: CurlResponse.HTTPVersion {
        switch ccurl_http_version(easy.raw) {
        case Int(CURL_HTTP_VERSION_1_0): .http1_0
        case Int(CURL_HTTP_VERSION_1_1): .http1_1
        case Int(CURL_HTTP_VERSION_2_0): .http2
        case Int(CURL_HTTP_VERSION_3): .http3
        default: .unknown
        }
    }
}

/// A submitted request, with the continuation of its waiting task.
struct Submission: Sendable {
    typealias Outcome = Result<CurlResponse, CurlError>

    let id: UInt64
    let request: PreparedRequest
    let start: ContinuousClock.Instant
    let continuation: CheckedContinuation<Outcome, Never>

    /// Resumes the waiting task. It must be called once.
    func end(_ outcome: Outcome) {
        continuation.resume(returning: outcome)
    }

    /// Host and port, as named in errors and shared by connections.
    var host: String { request.url.authority }

    /// The end of the request's whole time.
    var deadline: ContinuousClock.Instant { start + request.timeout }

    /// The error of a request whose time is over before it could start.
    var overdue: CurlError { .timeout(host: host, after: request.timeout, phase: .queued) }
}

/// Detects that a transfer has stopped moving.
///
/// It replaces libcurl's `CURLOPT_LOW_SPEED_TIME`, which has only whole seconds and uses the mean speed of the last
/// five, so that it notices the stop of a fast transfer late.
struct StallWatch {
    private let limit: Duration
    private var bytes: Int64 = 0
    private var lastMoved: ContinuousClock.Instant?

    init(limit: Duration) {
        self.limit = limit
    }

    /// Records the number of bytes moved since the start. The clock runs from the first call on.
    mutating func record(bytes: Int64, now: ContinuousClock.Instant) {
        guard lastMoved == nil || bytes != self.bytes else { return }
        self.bytes = bytes
        lastMoved = now
    }

    /// The time at which the transfer counts as stalled, if nothing moves before; nil before the clock runs.
    var deadline: ContinuousClock.Instant? { lastMoved.map { $0 + limit } }
}
