/// One HTTP request.
///
/// ```swift
/// let request = CurlRequest(url: "https://api.example/readings", headers: [(name: "Accept", value: "application/json")])
/// let response = try await client.send(request)
/// ```
package struct CurlRequest: Sendable {
    /// GET, or POST with a body.
    package enum Method: Sendable, Hashable {
        case get
        /// Sent with its length, without `Expect: 100-continue`, and without a `Content-Type` unless ``headers`` has one.
        case post(body: [UInt8])
    }

    /// Where it goes: `http://` or `https://`, percent-encoded, without user name and password (see ``authentication``).
    package var url: String
    package var method: Method
    /// Further headers, in this order. Names are tokens; values hold no line break and no NUL. Values may be secret:
    /// nothing shows them.
    package var headers: [(name: String, value: String)]
    package var authentication: Authentication
    /// The longest that the whole may take, from ``CurlClient/send(_:)`` to the last byte.
    package var timeout: Duration
    /// The longest without a byte sent or received, once connected.
    package var stallTimeout: Duration
    /// The largest body that is taken, in bytes, after decompression.
    package var maxResponseSize: Int

    package init(
        url: String, method: Method = .get, headers: [(name: String, value: String)] = [],
        authentication: Authentication = .none, timeout: Duration = .seconds(120),
        stallTimeout: Duration = .seconds(30), maxResponseSize: Int = 256 << 20
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.authentication = authentication
        self.timeout = timeout
        self.stallTimeout = stallTimeout
        self.maxResponseSize = maxResponseSize
    }
}

extension CurlRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and host: never the header values, which may be secret, nor the path or the query, which may be long.
    package var description: String {
        let host = (try? CurlURL(url))?.authority ?? "an invalid URL"
        return switch method {
        case .get: "GET to \(host)"
        case .post(let body): "POST of \(body.count) bytes to \(host)"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
