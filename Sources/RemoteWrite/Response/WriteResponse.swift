import Curl
import Ground

/// A receiver's result for the samples of one request.
enum WriteResponse: Equatable {
    case accepted
    /// At least one sample is refused for good. If that is not certain, a single sample is sent once more.
    case refused(Refusal, body: String, isCertain: Bool)
    /// This many samples were written, without saying which, and the others are refused for good (remote write 2.0).
    case partial(written: Int, refusal: Refusal, body: String)
    /// The request has too many samples.
    case tooLarge
}

/// The reason that a request has no result for its samples, so that it is sent again later.
struct WriteFailure: Error, Equatable {
    var result: WriteResult
    /// The result and the action to take, without secrets.
    var message: String
    /// The wait that the receiver asks for.
    var retryAfter: Duration?
    /// The status of the answer; nil if there was none.
    var status: Int?

    /// True if the failure may pass by itself; false if somebody has to change the set-up.
    var isPassing: Bool {
        switch result {
        case .rateLimited, .serverError, .timeout, .network: true
        case .ok, .refused, .unauthorized, .tls, .invalid: false
        }
    }

    /// True if a smaller request may succeed.
    var mayBeOfBody: Bool { isPassing }

    /// True if another sample may succeed.
    var isOfSample: Bool { mayBeOfBody && result != .rateLimited }
}

/// The result of a request to a receiver. The raw value is the metric's label `result`.
package enum WriteResult: String, Sendable, CaseIterable {
    /// All samples were accepted.
    case ok
    /// Refused because of its samples, or of its size.
    case refused
    /// 401 or 403.
    case unauthorized
    /// 429.
    case rateLimited = "rate_limited"
    /// A temporary fault of the receiver.
    case serverError = "server_error"
    /// No answer in time.
    case timeout
    /// The certificate is not trusted.
    case tls
    /// No connection, or a broken one.
    case network
    /// Not the answer of a receiver: a web page, a redirect, 404.
    case invalid
}

extension WriteFailure {
    /// Creates the failure of a transfer without an answer.
    init(_ error: CurlError) {
        let result: WriteResult =
            switch error.kind {
            case .timeout: .timeout
            case .tls: .tls
            case .network: .network
            case .tooLarge, .invalid: .invalid
            }
        self.init(result: result, message: "\(error)")
    }
}

extension WriteResponse {
    /// Reads an answer ("Retries & Backoff" in the protocol's specifications, and `docs/configuration.md`).
    ///
    /// - Throws: ``WriteFailure`` if the answer says nothing about the samples.
    init(_ answer: WriteAnswer) throws(WriteFailure) {
        switch (answer.status, answer.isPage) {
        case (413, _): self = .tooLarge
        // Mimir's and Cortex' HA tracker has dropped them.
        case (202, false) where answer.words.lowercased().contains("replica"): throw answer.failure
        case (200..<300, false): self = try answer.success()
        case (400, false), (409, false), (422, false): self = try answer.refusal()
        case (500, false):
            guard let refusal = Refusal(serverError: answer.words) else { throw answer.failure }
            self = .refused(refusal, body: answer.body, isCertain: false)
        default: throw answer.failure
        }
    }
}
