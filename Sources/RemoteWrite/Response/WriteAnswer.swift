import Curl
import Ground

/// The parts of a receiver's answer that decide about its meaning.
struct WriteAnswer {
    let status: Int
    /// The beginning of the body, cleaned for a message.
    let body: String
    /// The beginning of the body, unchanged.
    let words: String
    /// True if the body is a web page, as from a router or a gateway: no receiver answers with one.
    let isPage: Bool
    /// The target of a redirect, without its query, which may repeat secrets of the configured address.
    let location: String
    let retryAfter: Duration?
    /// The message version of the request.
    private let message: WriteMessage
    /// The number of samples that were sent.
    private let samples: Int
    /// The number of written samples, if the receiver reports it; only receivers of 2.0 have to.
    private let written: Int?

    /// The most bytes of a body that are read.
    private static let longestRead = 4096

    /// Reads an answer.
    ///
    /// - Parameter secrets: removed from the quoted part of the body.
    init(_ response: CurlResponse, to message: WriteMessage, samples: Int, secrets: [Secret] = []) {
        self.message = message
        self.samples = samples
        written = Self.written(response.headers)
        status = response.status
        body = ErrorBody.excerpt(response.body, redacting: secrets)
        words = String(decoding: response.body.prefix(Self.longestRead), as: UTF8.self)
        isPage =
            !body.isEmpty && response.header("Content-Type")?.lowercased().hasPrefix("text/html") ?? false
            || body.lowercased().hasPrefix("<!doctype html") || body.lowercased().hasPrefix("<html")
        location = response.header("Location").map { " to \($0.prefix { $0 != "?" }.prefix(ErrorBody.longest))" } ?? ""
        retryAfter = response.retryAfter
    }

    /// The failure, for an answer that says nothing about the samples.
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
            case 500..<600: (.serverError, "the receiver failed (HTTP \(status))\(said)")
            case 300..<400: (.invalid, "redirect (HTTP \(status))\(location), not followed. Check url")
            case 202 where !isPage:
                (
                    .invalid,
                    "the receiver treats this as a replica whose samples it drops (HTTP 202): \(body). Remove the replica label from "
                        + "external_labels, or have the receiver accept no HA samples from this tenant"
                )
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
        return WriteFailure(result: result, message: message, retryAfter: retryAfter, status: status)
    }

    /// Returns the number of written samples from the headers; 0 if they report only other kinds.
    private static func written(_ headers: CurlHeaders) -> Int? {
        func count(_ kind: String) -> Int? {
            headers["X-Prometheus-Remote-Write-\(kind)-Written"].flatMap { Int($0) }
        }
        return count("Samples") ?? (count("Histograms") ?? count("Exemplars")).map { _ in 0 }
    }

    /// Returns the response, for an answer that accepts samples.
    ///
    /// - Throws: ``WriteFailure`` if a receiver of 2.0 reports that it has written none.
    func success() throws(WriteFailure) -> WriteResponse {
        guard message == .version2, let written, written < samples else { return .accepted }
        let message = "the receiver has written \(written) of \(samples) samples, and gives no reason (HTTP \(status))"
        guard written > 0 else { throw WriteFailure(result: .serverError, message: message, status: status) }
        return .partial(written: written, refusal: .invalid, body: message)
    }

    /// Returns the response, for an answer that refuses samples.
    ///
    /// - Throws: ``WriteFailure`` if it does not.
    func refusal() throws(WriteFailure) -> WriteResponse {
        let named = Refusal(body: words)
        // More series or larger requests than a tenant may have: the samples have no fault.
        if named == nil, ["err-mimir-max-", "series limit", "ingestion rate"].contains(where: words.contains) {
            throw WriteFailure(
                result: .invalid,
                message: "a limit of the receiver is reached (HTTP \(status)): \(body). Raise it there")
        }
        let refusal = named ?? (status == 409 ? .conflict : .invalid)
        // A receiver of 2.0 has written the valid samples, and the rest must not be sent again ("Invalid Samples").
        if message == .version2, let written { return .partial(written: written, refusal: refusal, body: body) }
        return .refused(refusal, body: body, isCertain: named != nil || status == 409)
    }
}

// MARK: Receivers that do not know the message

extension WriteAnswer {
    /// False if the receiver does not know the message: it says so, or it takes the message for one of 1.0 without
    /// samples and leaves out the headers that an answer to 2.0 must have.
    var knowsMessage: Bool {
        if status == 415 { return false }
        let isReplica = status == 202 && words.lowercased().contains("replica")
        return !(message == .version2 && 200..<300 ~= status && written == nil && !isPage && !isReplica)
    }

    /// The failure if the other message may not be sent.
    var failureOfMessage: WriteFailure {
        WriteFailure(
            result: .invalid,
            message: "\(said) \(message.name). Set protobuf_message to auto or to \(message.other.name)", status: status
        )
    }

    /// The failure if the receiver does not know the other message either.
    var failureOfMessages: WriteFailure {
        WriteFailure(
            result: .invalid, message: "\(said) \(message.name), nor \(message.other.name). Check url", status: status)
    }

    private var said: String {
        status == 415
            ? "the receiver does not take (HTTP 415)"
            : "the receiver does not say what it has written (HTTP \(status)), and so does not take"
    }
}
