package import NIOCore

/// An answer.
///
/// The server writes `Content-Length`, `Connection` and `Date` itself; fields of these names and `Transfer-Encoding`
/// are left out.
package struct HTTPResponse: Sendable {
    /// The status code, 200...599.
    package var status: Int
    /// Header fields in the order they are sent. Line ends and NUL in names and values are sent as blanks.
    package var headers: [(name: String, value: String)]
    /// The parts of the body, sent one after the other and never copied.
    package var body: [ByteBuffer]

    /// Creates an answer from its parts.
    package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [ByteBuffer] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates an answer in plain text; a missing line end is added.
    package static func text(_ status: Int, _ text: String) -> HTTPResponse {
        var body = ByteBuffer(string: text)
        if text.utf8.last != UInt8(ascii: "\n") {
            body.writeInteger(UInt8(ascii: "\n"))
        }
        return HTTPResponse(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: [body])
    }

    /// The size of all parts of the body, in bytes.
    var bodyBytes: Int {
        body.reduce(0) { $0 + $1.readableBytes }
    }
}
