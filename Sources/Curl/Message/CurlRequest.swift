package import Ground

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

    /// The address: `http://` or `https://`, percent-encoded, without user name and password (see ``authentication``).
    package var url: String
    /// The method, with the body of a POST.
    package var method: Method
    /// Further headers, in this order. Names are tokens; values hold no line break and no NUL. Values may be secret:
    /// nothing shows them.
    package var headers: [(name: String, value: String)]
    /// The credentials.
    package var authentication: Authentication
    /// The longest time for the whole request, from ``CurlClient/send(_:)`` to the last byte.
    package var timeout: Duration
    /// The longest time without a byte sent or received, once connected.
    package var stallTimeout: Duration
    /// The largest body to accept, in bytes, after decompression.
    package var maxResponseSize: Int
    /// False if only the status matters: an answer whose body was cut off, or has no length, then counts too.
    package var needsWholeBody: Bool

    /// Creates a request, by default a GET without credentials.
    package init(
        url: String, method: Method = .get, headers: [(name: String, value: String)] = [],
        authentication: Authentication = .none, timeout: Duration = .seconds(120),
        stallTimeout: Duration = .seconds(30), maxResponseSize: Int = 256 << 20,
        needsWholeBody: Bool = true
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.authentication = authentication
        self.timeout = timeout
        self.stallTimeout = stallTimeout
        self.maxResponseSize = maxResponseSize
        self.needsWholeBody = needsWholeBody
    }
}

extension CurlRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and host; never the header values, which may be secret, nor the path or the query, which may be long.
    package var description: String {
        let host = (try? CurlURL(url))?.authority ?? "an invalid URL"
        return switch method {
        case .get: "GET to \(host)"
        case .post(let body): "POST of \(body.count) bytes to \(host)"
        }
    }
    /// The same as ``description``.
    package var debugDescription: String { description }
    /// A mirror without children, which would show headers and credentials.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The credentials of a request, sent in the header `Authorization`. libcurl writes the header.
package enum Authentication: Sendable, Hashable {
    /// No header.
    case none
    /// User name and password (RFC 7617). The user name cannot hold a colon.
    case basic(username: String, password: Secret)
    /// A token (RFC 6750).
    case bearer(Secret)

    /// The password or token, which no text may show.
    package var secrets: [Secret] {
        switch self {
        case .none: []
        case .basic(_, let password): [password]
        case .bearer(let token): [token]
        }
    }

    /// Refuses credentials that libcurl would send wrongly.
    ///
    /// - Throws: ``CurlError/invalidHeader(name:reason:)``
    func check() throws(CurlError) {
        switch self {
        case .none: return
        case .bearer(let token): try HeaderLines.checkValue(token.reveal(), of: "Authorization")
        case .basic(let username, let password):
            // The server takes the text up to the first colon for the user name.
            guard !username.utf8.contains(UInt8(ascii: ":")) else {
                throw .invalidHeader(name: "Authorization", reason: "the user name contains a colon")
            }
            // libcurl takes C strings, which end at a NUL.
            guard !(username + password.reveal()).utf8.contains(0) else {
                throw .invalidHeader(name: "Authorization", reason: "the user name or password contains a NUL")
            }
        }
    }
}
