import Curl

/// Why a request to the API brought no readings.
package struct APIError: Error, Sendable, Equatable, CustomStringConvertible {
    package var result: RequestResult
    /// What was asked of whom and what came back, for the log; without secrets.
    package var description: String
    /// What the answer's `Retry-After` asks for.
    package var retryAfter: Duration?
    /// Asking for a shorter time may succeed: the answer was too large or took too long.
    package var isAnswerTooBig: Bool

    package init(
        _ result: RequestResult, _ description: String, retryAfter: Duration? = nil, isAnswerTooBig: Bool = false
    ) {
        self.result = result
        self.description = description
        self.retryAfter = retryAfter
        self.isAnswerTooBig = isAnswerTooBig
    }

    /// Whether the same request may succeed a little later.
    package var isPassing: Bool {
        switch result {
        case .rateLimited, .serverError, .timeout, .network: true
        case .ok, .unauthorized, .clientError, .tls, .invalid: false
        }
    }
}
