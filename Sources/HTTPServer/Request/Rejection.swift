import NIOHTTP1

/// The status and reason with which a request is refused.
///
/// The connection closes after it: bytes that follow a malformed request cannot be told apart from it (RFC 9112 section
/// 11.2, request smuggling).
struct Rejection: Error, Hashable {
    let status: Int
    let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    var response: HTTPResponse {
        .text(status, "\(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase): \(reason)")
    }

    static let timeout = Rejection(408, "the request was not complete in time")
    static let bodyTooLarge = Rejection(413, "the body is larger than this server accepts")
    static let targetTooLong = Rejection(414, "the request line is longer than this server accepts")
    static let headTooLarge = Rejection(431, "the header fields are too many or too large for this server")
    static let incomplete = Rejection(400, "the request ended before it was complete")
}
