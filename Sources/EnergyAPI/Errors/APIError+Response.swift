import CReadings
import Curl
import Ground

extension APIError {
    /// Creates the error of a failed transfer.
    init(_ error: CurlError) {
        switch error.kind {
        case .timeout: self.init(.timeout, "\(error)", isAnswerTooBig: true)
        case .tls: self.init(.tls, "\(error)")
        case .tooLarge: self.init(.invalid, "\(error)", isAnswerTooBig: true)
        case .invalid: self.init(.invalid, "\(error)")
        case .network: self.init(.network, "\(error)")
        }
    }

    /// Creates the error of an answer that is no page; nil for 200 with anything but markup, and for 204.
    ///
    /// - Parameters:
    ///   - secrets: removed from the quoted part of the body, because some gateways echo the request.
    init?(_ response: CurlResponse, redacting secrets: [Secret]) {
        if response.status == 204 { return nil }
        if response.status == 200, !response.isMarkup { return nil }
        let excerpt = ErrorBody.excerpt(response.body, redacting: secrets)
        let body = excerpt.isEmpty ? "" : ": \(excerpt)"
        switch response.status {
        case 200:
            self.init(
                .invalid,
                "the answer is not a page of readings: it is HTML, perhaps a maintenance or sign-in page\(body)",
                retryAfter: response.retryAfter)
            isStandIn = true
        case 300..<400:
            let location = response.header("Location") ?? "nowhere"
            let target = ErrorBody.excerpt(location, redacting: secrets)
            self.init(
                .invalid,
                "the API answered with a redirect (HTTP \(response.status)) to \(target), which is not followed. "
                    + "Check api.url")
        case 400..<500: self.init(refused: response, excerpt: excerpt)
        case 500..<600:
            self.init(
                .serverError, "the API failed (HTTP \(response.status))\(body)", retryAfter: response.retryAfter)
        default:
            self.init(.invalid, "the API answered with an unexpected status (HTTP \(response.status))\(body)")
        }
    }

    private init(refused response: CurlResponse, excerpt: String) {
        let status = response.status
        let body = excerpt.isEmpty ? "" : ": \(excerpt)"
        let quota = QuotaMessage(String(decoding: response.body.prefix(1 << 12), as: UTF8.self))
        // The gateway's quota answers 403, unlike its rate limit.
        if status == 429 || status == 403 && (quota.isAboutQuota || response.header("Retry-After") != nil) {
            self.init(
                .rateLimited, "the API asks for fewer requests (HTTP \(status))\(body)",
                retryAfter: response.retryAfter ?? quota.delay)
            return
        }
        let refusal =
            [400, 403, 404].contains(status)
            ? APIRefusal(status: status, message: excerpt, hasJSONMessage: response.isJSONMessage) : nil
        if status == 401 {
            self.init(
                .unauthorized,
                "the API refused the subscription key (HTTP \(status))\(body). "
                    + "Check that the key is right, active and allowed to see these customers")
        } else if status == 403 {
            // About a customer or a metering point, or about the key: the other answers of the key decide.
            self.init(
                .unauthorized,
                "the API refused access (HTTP \(status))\(body). "
                    + "Check that the key is active and allowed to see these customers and metering points",
                refusal: refusal)
        } else {
            let advice = status == 404 ? ". Check api.url, and the customer numbers" : ""
            self.init(.clientError, "the API refused the request (HTTP \(status))\(body)\(advice)", refusal: refusal)
        }
    }
}

extension CurlResponse {
    /// True if the body is HTML, or other markup, in place of JSON.
    fileprivate var isMarkup: Bool {
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        return body.first { !blanks.contains($0) } == UInt8(ascii: "<")
    }

    /// True if the body is JSON with a text in it. A longer body is no error message.
    fileprivate var isJSONMessage: Bool {
        guard !body.isEmpty, body.count < 1 << 16 else { return false }
        let padded = body + repeatElement(0, count: CREADINGS_PADDING)
        return padded.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { creadings_is_message($0, body.count) != 0 } ?? false
        }
    }
}
