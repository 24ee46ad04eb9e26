import Curl
import Ground

/// A receiver's word about the samples of one request.
enum WriteResponse: Equatable {
    case accepted
    /// At least one sample is refused for good. Where that is not certain, a sample that is alone is asked for once more.
    case refused(Refusal, body: String, isCertain: Bool)
    /// There are too many samples in one request.
    case tooLarge
}

/// The reason why a request brought no word about its samples: the same request is to be sent again, later.
struct WriteFailure: Error, Equatable {
    var result: WriteResult
    /// What happened and what to do, without secrets.
    var message: String
    /// The wait that the receiver asks for.
    var retryAfter: Duration?

    /// Whether it passes by itself, or only when somebody mends the set-up.
    var isPassing: Bool {
        switch result {
        case .rateLimited, .serverError, .timeout, .network: true
        case .ok, .refused, .unauthorized, .tls, .invalid: false
        }
    }
}

/// The end of a request to a receiver. The raw value is the metric's label `result`.
package enum WriteResult: String, Sendable, CaseIterable {
    /// All samples were accepted.
    case ok
    /// Refused for the sake of its samples, or of its size.
    case refused
    /// 401 or 403.
    case unauthorized
    /// 429.
    case rateLimited = "rate_limited"
    /// A fault of the receiver, which passes.
    case serverError = "server_error"
    /// Nothing came in time.
    case timeout
    /// The certificate cannot be trusted.
    case tls
    /// No connection, or a broken one.
    case network
    /// Not the answer of a receiver: a web page, a redirect, 404.
    case invalid
}

extension WriteFailure {
    /// Describes a transfer that brought no answer.
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
    /// Reads an answer ("Retries & Backoff" in the specification of remote write).
    ///
    /// - Parameter secrets: removed from what is quoted of the body.
    /// - Throws: ``WriteFailure`` where the answer says nothing about the samples.
    init(_ response: CurlResponse, secrets: [Secret] = []) throws(WriteFailure) {
        let answer = Answer(response, secrets: secrets)
        switch (answer.status, answer.isPage) {
        case (413, _): self = .tooLarge
        case (200..<300, false): self = .accepted
        case (400, false), (409, false), (422, false): self = try answer.refusal()
        case (500, false):
            guard let refusal = Refusal(serverError: answer.words) else { throw answer.failure }
            self = .refused(refusal, body: answer.body, isCertain: false)
        default: throw answer.failure
        }
    }
}

/// The parts of an answer that its meaning hangs on.
private struct Answer {
    let status: Int
    /// The beginning of the body as a message shows it.
    let body: String
    /// The beginning of the body as it came.
    let words: String
    /// Whether a web page came, as from a router or a gateway: no receiver says anything that way.
    let isPage: Bool
    /// Where a redirect leads, without a query: it may repeat what is secret in ours.
    let location: String
    let retryAfter: Duration?

    /// How much of a body is looked at, in bytes.
    private static let longestRead = 4096

    init(_ response: CurlResponse, secrets: [Secret]) {
        status = response.status
        body = ErrorBody.excerpt(response.body, redacting: secrets)
        words = String(decoding: response.body.prefix(Self.longestRead), as: UTF8.self)
        isPage =
            !body.isEmpty && response.header("Content-Type")?.lowercased().hasPrefix("text/html") ?? false
            || body.lowercased().hasPrefix("<!doctype html") || body.lowercased().hasPrefix("<html")
        location = response.header("Location").map { " to \($0.prefix { $0 != "?" }.prefix(ErrorBody.longest))" } ?? ""
        retryAfter = response.retryAfter
    }

    /// The answer as one that says nothing about the samples.
    var failure: WriteFailure {
        let said = body.isEmpty || isPage ? "" : ": \(body)"
        let (result, message): (WriteResult, String) =
            switch status {
            case 401, 403:
                (
                    .unauthorized,
                    "the receiver refuses the credentials (HTTP \(status))\(said). Check basic_auth, bearer_token_file "
                        + "and the tenant in headers"
                )
            case 429: (.rateLimited, "the receiver asks for fewer requests (HTTP 429)\(said)")
            case 408, 425: (.serverError, "the receiver could not take the request now (HTTP \(status))")
            case 500..<600: (.serverError, "the receiver has a fault (HTTP \(status))\(said)")
            case 300..<400: (.invalid, "redirect (HTTP \(status))\(location), not followed. Check url")
            case _ where isPage:
                (.invalid, "a web page answers at this url (HTTP \(status)), not a receiver. Check url")
            case 404:
                (
                    .invalid,
                    "nothing receives at this url (HTTP 404)\(said). Prometheus does with "
                        + "--web.enable-remote-write-receiver, at /api/v1/write"
                )
            default: (.invalid, "the receiver refuses the request (HTTP \(status))\(said). Check url")
            }
        return WriteFailure(result: result, message: message, retryAfter: retryAfter)
    }

    /// The answer as one that refuses samples.
    func refusal() throws(WriteFailure) -> WriteResponse {
        if let refusal = Refusal(body: words) { return .refused(refusal, body: body, isCertain: true) }
        // More series or larger requests than a tenant may have: nothing is wrong with the samples.
        if ["err-mimir-max-", "series limit", "ingestion rate"].contains(where: words.contains) {
            throw WriteFailure(
                result: .invalid,
                message: "a limit of the receiver is reached (HTTP \(status)): \(body). Raise it there")
        }
        return .refused(status == 409 ? .conflict : .invalid, body: body, isCertain: status == 409)
    }
}
