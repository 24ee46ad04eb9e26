import NIOCore

/// An answer of the simulated API, with the fault in its delivery.
struct Answer: Sendable {
    enum Body: Sendable {
        case bytes(ByteBuffer)
        /// No body and no `Content-Length`.
        case none
        case page(PageWriter)
        /// Blanks inside a JSON object, this many bytes in all; nil for an endless body.
        case padding(Int64?)
        /// An endless gzip stream of blanks.
        case bomb
    }

    /// The way in which the answer is sent.
    enum Delivery: Sendable, Hashable {
        case whole
        case late(Duration)
        case stalledHead, stalledBody, truncated
        /// The first half of the body, with the length of that half.
        case half
        case closed, reset
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body
    var delivery = Delivery.whole

    /// Creates an error in the gateway's JSON form.
    static func gateway(_ status: Int, _ message: String, _ headers: [(name: String, value: String)] = []) -> Answer {
        var body = ByteBuffer(string: "{\"statusCode\":\(status),\"message\":")
        body.writeJSON(message)
        body.writeStaticString("}")
        return Answer(status: status, headers: [json] + headers, body: .bytes(body))
    }

    static let json = (name: "Content-Type", value: "application/json; charset=utf-8")
    static let html = (name: "Content-Type", value: "text/html; charset=utf-8")

    static let reasons: [Int: String] = [
        200: "OK", 204: "No Content", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
        404: "Not Found",
        429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout",
    ]
}
