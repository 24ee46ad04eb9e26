import Curl
import Ground

extension APIError {
    /// What a failed transfer means.
    init(_ error: CurlError) {
        switch error.kind {
        case .timeout: self.init(.timeout, "\(error)", isAnswerTooBig: true)
        case .tls: self.init(.tls, "\(error)")
        case .tooLarge: self.init(.invalid, "\(error)", isAnswerTooBig: true)
        case .invalid: self.init(.invalid, "\(error)")
        case .network: self.init(.network, "\(error)")
        }
    }

    /// What an answer means that is not a page; nil for 200.
    ///
    /// - Parameters:
    ///   - secrets: removed from what of the body is quoted, since some gateways echo the request.
    init?(_ response: CurlResponse, redacting secrets: [Secret]) {
        let excerpt = ErrorBody.excerpt(response.body, redacting: secrets)
        let body = excerpt.isEmpty ? "" : ": \(excerpt)"
        switch response.status {
        case 200: return nil
        case 401, 403:
            self.init(
                .unauthorized,
                "the API refused the subscription key (HTTP \(response.status))\(body). "
                    + "Check that the key is right, active and allowed to see these customers")
        case 429:
            self.init(
                .rateLimited, "the API asks for fewer requests (HTTP 429)\(body)", retryAfter: response.retryAfter)
        case 300..<400:
            let location = response.header("Location") ?? "nowhere"
            let target = ErrorBody.excerpt(location, redacting: secrets)
            self.init(
                .invalid,
                "the API answered with a redirect (HTTP \(response.status)) to \(target), which is not followed. "
                    + "Check api.url")
        case 400..<500:
            self.init(.clientError, "the API refused the request (HTTP \(response.status))\(body)")
        case 500..<600:
            self.init(
                .serverError, "the API failed (HTTP \(response.status))\(body)", retryAfter: response.retryAfter)
        default:
            self.init(.invalid, "the API answered with an unexpected status (HTTP \(response.status))\(body)")
        }
    }
}
