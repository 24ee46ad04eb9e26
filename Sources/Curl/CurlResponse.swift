/// What a server answered. Every status is an answer, also a redirect (see its `Location` header) and an error.
package struct CurlResponse: Sendable {
    /// The version that the answer came in.
    package enum HTTPVersion: String, Sendable, Hashable {
        case http1_0 = "HTTP/1.0"
        case http1_1 = "HTTP/1.1"
        case http2 = "HTTP/2"
        case http3 = "HTTP/3"
        case unknown = "HTTP/?"
    }

    package var status: Int
    package var headers: CurlHeaders
    /// Decompressed.
    package var body: [UInt8]
    package var httpVersion: HTTPVersion
    /// From ``CurlClient/send(_:)`` to the last byte.
    package var duration: Duration

    package init(
        status: Int, headers: CurlHeaders = CurlHeaders(), body: [UInt8] = [], httpVersion: HTTPVersion = .http1_1,
        duration: Duration = .zero
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.httpVersion = httpVersion
        self.duration = duration
    }

    /// The first header of that name, whatever its case.
    package func header(_ name: String) -> String? { headers[name] }
}
