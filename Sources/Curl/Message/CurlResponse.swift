import CCurl
package import Ground

/// The response of a server. Every status is a response, including redirects (see their `Location` header) and errors.
package struct CurlResponse: Sendable {
    /// The version of HTTP of a response.
    package enum HTTPVersion: String, Sendable, Hashable {
        case http1_0 = "HTTP/1.0"
        case http1_1 = "HTTP/1.1"
        case http2 = "HTTP/2"
        case http3 = "HTTP/3"
        case unknown = "HTTP/?"
    }

    /// The longest ``retryAfter``; a server that asks for more means "not soon".
    package static let longestRetryAfter = Duration.days(3650)

    /// The status code, for example 200.
    package var status: Int
    /// The headers of the final response.
    package var headers: CurlHeaders
    /// The body, decompressed.
    package var body: [UInt8]
    /// The version of HTTP of the response.
    package var httpVersion: HTTPVersion
    /// The time from ``CurlClient/send(_:)`` to the last byte.
    package var duration: Duration
    /// The delay that the header `Retry-After` asks for, in whole seconds, as libcurl reads it: from seconds or from a
    /// date, which it compares with the machine's clock. Nil without the header, and if the delay is zero or malformed.
    ///
    /// At most ``longestRetryAfter``; libcurl 8.12 and newer never report more than six hours.
    package var retryAfter: Duration?

    /// Creates a response, by default an empty one over HTTP/1.1.
    package init(
        status: Int, headers: CurlHeaders = CurlHeaders(), body: [UInt8] = [], httpVersion: HTTPVersion = .http1_1,
        duration: Duration = .zero, retryAfter: Duration? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.httpVersion = httpVersion
        self.duration = duration
        self.retryAfter = retryAfter
    }

    /// The time at which the response was made: its header `Date`, as libcurl reads it, plus the `Age` that a cache has
    /// added.
    package var date: Timestamp? {
        guard let text = header("Date") else { return nil }
        let seconds = curl_getdate(text, nil)
        guard seconds > 0 else { return nil }
        let age = header("Age").flatMap { Int64($0) } ?? 0
        return Timestamp(milliseconds: (Int64(seconds) + max(0, min(age, 86_400 * 366))) * 1000)
    }

    /// Returns the first header of that name, in any case.
    package func header(_ name: String) -> String? { headers[name] }
}

/// The headers of a response in their order, found by name in any case (RFC 9110 section 5.1).
package struct CurlHeaders: Sendable {
    /// All headers: names as sent, values without surrounding blanks.
    package private(set) var entries: [(name: String, value: String)]

    /// Creates headers in that order.
    package init(_ entries: [(name: String, value: String)] = []) {
        self.entries = entries
    }

    /// The value of the first header of that name.
    package subscript(name: String) -> String? {
        entries.first { Self.isSame($0.name, name) }?.value
    }

    /// Returns the values of all headers of that name.
    package func all(_ name: String) -> [String] {
        entries.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    mutating func append(name: String, value: String) {
        entries.append((name: name, value: value))
    }

    /// Compares two header names, which are ASCII: only its letters have a case.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}
