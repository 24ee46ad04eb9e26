import Curl

/// What became of one request, as far as the sender has to know.
enum Verdict: Equatable {
    /// What a receiver says of the samples.
    enum Word: Equatable {
        case accepted
        /// At least one is refused for good. Where that is not certain, a sample that is alone is asked for once more.
        case refused(Refusal, body: String, isCertain: Bool)
        /// There are too many in one request.
        case tooLarge
    }

    case word(Word)
    /// Nothing is said about the samples: the same request is to be sent again, later.
    case failed(DeliveryFailure)
}

/// Why nothing can be delivered at the moment.
struct DeliveryFailure: Error, Equatable {
    var result: PushResult
    /// What happened and what to do, without secrets.
    var message: String
    /// How long the receiver asks to wait.
    var retryAfter: Duration?

    /// Whether it passes by itself, or only when somebody mends the set-up.
    var isPassing: Bool {
        switch result {
        case .rateLimited, .serverError, .timeout, .network: true
        case .ok, .refused, .unauthorized, .tls, .invalid: false
        }
    }
}

/// How a request to a receiver ended. The raw value is the metric's label `result`.
package enum PushResult: String, Sendable, CaseIterable {
    case ok
    /// Refused for the sake of its samples, or of its size.
    case refused
    /// 401 or 403.
    case unauthorized
    case rateLimited = "rate_limited"
    case serverError = "server_error"
    case timeout
    case tls
    case network
    /// Not the answer of a receiver: a web page, a redirect, 404.
    case invalid
}

extension Verdict {
    /// How an answer is to be understood (`late-data.md`, and "Retries & Backoff" in the protocol's specification).
    ///
    /// - Parameters:
    ///   - now: seconds since the epoch, for a `Retry-After` that is a date.
    ///   - secrets: removed from what is quoted of the body.
    init(_ response: CurlResponse, now: Double, secrets: [Secret] = []) {
        let body = ErrorBody.excerpt(response.body, redacting: secrets)
        let isPage =
            !body.isEmpty && response.header("Content-Type")?.lowercased().hasPrefix("text/html") ?? false
            || body.lowercased().hasPrefix("<!doctype html") || body.lowercased().hasPrefix("<html")
        let retryAfter = response.header("Retry-After").flatMap { RetryAfter.delay($0, now: now) }
        let said = body.isEmpty ? "" : ": \(body)"
        func failed(_ result: PushResult, _ message: String) -> Verdict {
            .failed(DeliveryFailure(result: result, message: message, retryAfter: retryAfter))
        }
        let words = String(decoding: response.body.prefix(longestRead), as: UTF8.self)
        switch response.status {
        case 413: self = .word(.tooLarge)
        case 401, 403:
            self = failed(
                .unauthorized,
                "the receiver refuses the credentials (HTTP \(response.status))\(isPage ? "" : said). Check basic_auth, "
                    + "bearer_token_file and the tenant in headers")
        case 429:
            self = failed(.rateLimited, "the receiver asks for fewer requests (HTTP 429)\(isPage ? "" : said)")
        case 408, 425:
            self = failed(.serverError, "the receiver could not take the request now (HTTP \(response.status))")
        case 500..<600:
            if response.status == 500, !isPage, let refusal = Refusal(serverError: words) {
                self = .word(.refused(refusal, body: body, isCertain: false))
            } else {
                self = failed(.serverError, "the receiver has a fault (HTTP \(response.status))\(isPage ? "" : said)")
            }
        case 300..<400:
            // Its query may repeat what is secret in ours.
            let place =
                response.header("Location").map { " to \($0.prefix { $0 != "?" }.prefix(ErrorBody.longest))" } ?? ""
            self = failed(.invalid, "redirect (HTTP \(response.status))\(place), not followed. Check url")
        case 404 where !isPage:
            self = failed(
                .invalid,
                "nothing receives at this url (HTTP 404)\(said). Prometheus does with --web.enable-remote-write-receiver, "
                    + "at /api/v1/write")
        case _ where isPage:
            self = failed(
                .invalid, "a web page answers at this url (HTTP \(response.status)), not a receiver. Check url")
        case 200..<300: self = .word(.accepted)
        case 400, 409, 422: self = Verdict(refusal: response.status, words, excerpt: body)
        default:
            self = failed(.invalid, "the receiver refuses the request (HTTP \(response.status))\(said). Check url")
        }
    }

    private init(refusal status: Int, _ words: String, excerpt body: String) {
        if let refusal = Refusal(body: words) {
            self = .word(.refused(refusal, body: body, isCertain: true))
        } else if ["err-mimir-max-", "series limit", "ingestion rate"].contains(where: words.contains) {
            // More series or larger requests than a tenant may have: nothing is wrong with the samples.
            self = .failed(
                DeliveryFailure(
                    result: .invalid,
                    message: "a limit of the receiver is reached (HTTP \(status)): \(body). Raise it there"))
        } else {
            self = .word(.refused(status == 409 ? .conflict : .invalid, body: body, isCertain: status == 409))
        }
    }

    init(_ error: CurlError) {
        let result: PushResult =
            switch error.kind {
            case .timeout: .timeout
            case .tls: .tls
            case .network: .network
            case .tooLarge, .invalid: .invalid
            }
        self = .failed(DeliveryFailure(result: result, message: "\(error)"))
    }
}

/// How much of a body is looked at, in bytes.
private let longestRead = 4096
