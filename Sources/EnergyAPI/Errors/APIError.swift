import Curl

/// The reason that a request to the API brought no readings.
package struct APIError: Error, Sendable, Equatable, CustomStringConvertible {
    package var result: RequestResult
    /// The request, and the answer to it, for the log; without secrets.
    package var description: String
    /// The pause that the answer's `Retry-After`, or its text, asks for.
    package var retryAfter: Duration?
    /// True if a request for a shorter time may succeed: the answer was too large or took too long.
    package var isAnswerTooBig: Bool
    /// True if something in front of the API has answered in its place, a maintenance page say.
    package var isStandIn = false
    /// The API's refusal of the request, of which a part may still be answered.
    package var refusal: APIRefusal?

    /// Creates an error from its parts.
    package init(
        _ result: RequestResult, _ description: String, retryAfter: Duration? = nil, isAnswerTooBig: Bool = false,
        refusal: APIRefusal? = nil
    ) {
        self.result = result
        self.description = description
        self.retryAfter = retryAfter
        self.isAnswerTooBig = isAnswerTooBig
        self.refusal = refusal
    }

    /// True if the same request may succeed a little later.
    package var isPassing: Bool {
        switch result {
        case .rateLimited, .serverError, .timeout, .network: true
        case .ok, .unauthorized, .clientError, .tls, .invalid: isStandIn
        }
    }

    /// True if no other request with the same key can succeed now.
    package var concernsAll: Bool {
        result == .rateLimited || (result == .unauthorized && refusal == nil)
    }
}

/// The answer 400, 403 or 404: the API refuses at least a part of the request.
package struct APIRefusal: Sendable, Equatable {
    package var status: Int
    /// The first 200 characters of the body, printable and without secrets.
    package var message: String
    /// True if the body is JSON with a message, so that the API itself has answered, and not a gateway or web server.
    package var hasJSONMessage: Bool

    /// Creates a refusal from its parts.
    package init(status: Int, message: String, hasJSONMessage: Bool) {
        self.status = status
        self.message = message
        self.hasJSONMessage = hasJSONMessage
    }
}
