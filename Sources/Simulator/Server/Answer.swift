import NIOCore

/// An answer of the simulated API, with the fault that it commits on the way.
struct Answer: Sendable {
    enum Body: Sendable {
        case bytes(ByteBuffer)
        /// No body, and no length of one.
        case none
        case page(PageWriter)
        /// Blanks inside a JSON object, so many bytes in all or without end.
        case padding(Int64?)
        /// A gzip stream of blanks without end.
        case bomb
    }

    /// The way it goes over the network.
    enum Delivery: Sendable, Hashable {
        case whole
        case late(Duration)
        case stalledHead, stalledBody, truncated
        /// The first half of the body, as if it were all.
        case half
        case closed, reset
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body
    var delivery = Delivery.whole

    /// An error as the gateway words it.
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
