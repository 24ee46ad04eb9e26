import CCurl

/// A request under way: the owner of everything that libcurl's handle points to.
final class Transfer {
    let submission: Submission
    let easy: EasyHandle
    private let receiver: ResponseReceiver
    private let transport: TransportOptions
    private var watch: StallWatch

    /// - Throws: ``CurlError/unavailable(reason:)``. The handle then needs a reset.
    init(_ submission: Submission, easy: EasyHandle, transport: TransportOptions) throws(CurlError) {
        self.submission = submission
        self.easy = easy
        self.transport = transport
        receiver = ResponseReceiver(maxBodySize: submission.request.maxResponseSize)
        watch = StallWatch(limit: submission.request.stallTimeout)
        try easy.configure(submission.request, transport: transport, receiver: receiver)
    }

    /// When it is to be ended unless a byte moves until then: with its whole time over, or stalled. It cannot stall while
    /// it connects, which has a limit of its own.
    ///
    /// The whole time is watched here, as libcurl's `CURLOPT_TIMEOUT_MS` leaves alone who waits for a connection.
    func deadline(now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let end = submission.deadline
        guard isConnected else { return end }
        watch.note(bytes: Int64(ccurl_body_bytes_moved(easy.raw)) + Int64(receiver.headSize), now: now)
        return min(end, watch.deadline ?? end)
    }

    /// What was exceeded at the deadline.
    func excess(now: ContinuousClock.Instant) -> CurlError {
        let request = submission.request
        guard now < submission.deadline else {
            return .timeout(host: host, after: request.timeout, phase: phase)
        }
        return .stalled(host: host, after: request.stallTimeout, phase: phase)
    }

    /// How it ended, once libcurl is done with it.
    func outcome(_ code: CURLcode) -> Submission.Outcome {
        guard code == CURLE_OK else { return .failure(error(code)) }
        return .success(
            CurlResponse(
                status: ccurl_status(easy.raw), headers: receiver.headers, body: receiver.takeBody(),
                httpVersion: httpVersion, duration: elapsed))
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
        // A line of the head beyond libcurl's own limit; lack of memory would have ended the process elsewhere.
        if code == CURLE_OUT_OF_MEMORY, phase == .waiting {
            return .invalidAnswer(host: host, reason: "a line of the head is too long")
        }
        let secrets = submission.request.headerLines.secrets
        return CurlError(code, host: host, detail: easy.errorDetail(code), secrets: secrets)
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
