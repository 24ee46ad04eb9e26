import NIOCore
import NIOHTTP1

/// A request whose head is complete.
struct IncomingRequest {
    let head: HTTPRequestHead
    let target: RequestTarget
    let match: RouteTable.Match
    let frame: AnswerFrame
    var bodyBytes = 0
    var body = ByteBuffer()
    /// True if the client waits for `100 Continue`.
    var owesContinue = false

    /// True if the handler gets the body. The body of a GET has no meaning (RFC 9110 section 9.3.1) and is only
    /// read.
    var keepsBody: Bool {
        if case .route(let route) = match { route.method != "GET" } else { false }
    }

    /// The request as handlers see it.
    var request: HTTPRequest {
        HTTPRequest(
            method: head.method.rawValue, path: target.path, query: target.query, fields: head.headers, body: body)
    }

    /// Creates the reply to the complete request.
    func reply() -> HTTPReply {
        switch match {
        case .route(let route):
            route.handler(request)
        case .methodNotAllowed, .notFound:
            .ready(match.refusal ?? .text(404, "404 Not Found"))
        }
    }
}
