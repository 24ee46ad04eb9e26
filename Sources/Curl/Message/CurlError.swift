/// The reason that there is no response. Its text never shows a path, a query, a header's value or a password.
package enum CurlError: Error, Equatable, Sendable {
    /// The stage that a transfer had reached.
    package enum Phase: String, Sendable {
        /// Other requests to the same host were running.
        case queued = "waiting for its turn"
        case connecting
        case waiting = "waiting for the answer"
        case receiving = "receiving the answer"
    }

    /// The time for the whole request, or for connecting, was over.
    case timeout(host: String, after: Duration, phase: Phase)
    /// Connected, but no byte moved for this long.
    case stalled(host: String, after: Duration, phase: Phase)
    /// No trusted connection, or the server does not trust ours.
    case tls(host: String, reason: String)
    /// No connection, or one that broke before the answer was complete.
    case network(host: String, reason: String)
    /// The body is larger than ``CurlRequest/maxResponseSize``.
    case tooLarge(host: String, limit: Int)
    /// The response is not valid HTTP: a malformed or endless head, a damaged encoding.
    case invalidAnswer(host: String, reason: String)
    /// Nothing was sent. The URL itself is not named: it may hold a password.
    case invalidURL(reason: String)
    /// Nothing was sent. The value is not named: it may be secret.
    case invalidHeader(name: String, reason: String)
    /// The proxy in the options is not valid. It is not named: it may hold a password.
    case invalidProxy(reason: String)
    /// A file of ``TLSOptions`` cannot be read.
    case unreadableFile(role: String, path: String, reason: String)
    /// libcurl cannot work: it has no memory, or was built without a needed part.
    case unavailable(reason: String)
    /// The task that sent the request was cancelled.
    case cancelled
    /// The client was shut down.
    case closed
}

extension CurlError {
    /// The kind of a failure, for callers that count or retry.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// The whole request, connecting, or the wait for a byte took too long.
        case timeout
        case tls
        case network
        case tooLarge
        /// The request, the options or the answer break the rules, so another try would end the same.
        case invalid
    }

    /// The kind of this failure. ``CurlError/cancelled`` and ``CurlError/closed`` count as network failures, because
    /// the request has no fault.
    package var kind: Kind {
        switch self {
        case .timeout, .stalled: .timeout
        case .tls: .tls
        case .network, .unavailable, .cancelled, .closed: .network
        case .tooLarge: .tooLarge
        case .unreadableFile: .tls
        case .invalidAnswer, .invalidURL, .invalidHeader, .invalidProxy: .invalid
        }
    }
}

extension CurlError: CustomStringConvertible {
    /// The text for the log: the attempt, the host and the reason.
    package var description: String {
        switch self {
        case .timeout(let host, let after, let phase):
            "request to \(host) took longer than \(after) (\(phase.rawValue))"
        case .stalled(let host, let after, let phase):
            "request to \(host) stalled: nothing for \(after) (\(phase.rawValue))"
        case .tls(let host, let reason):
            "no trusted connection to \(host): \(reason)"
        case .network(let host, let reason):
            "request to \(host) failed: \(reason)"
        case .tooLarge(let host, let limit):
            "answer of \(host) is larger than \(limit) bytes"
        case .invalidAnswer(let host, let reason):
            "answer of \(host) is not valid HTTP: \(reason)"
        case .invalidURL(let reason):
            "cannot send a request: its URL \(reason)"
        case .invalidHeader(let name, let reason):
            "cannot send a request with header \(name): \(reason)"
        case .invalidProxy(let reason):
            "cannot use the proxy: its address \(reason)"
        case .unreadableFile(let role, let path, let reason):
            "cannot read the \(role) \(path): \(reason)"
        case .unavailable(let reason):
            "cannot use libcurl: \(reason)"
        case .cancelled:
            "request cancelled"
        case .closed:
            "request ended: the client is shut down"
        }
    }
}
