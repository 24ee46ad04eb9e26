import Ground

/// A checked request, ready for libcurl.
struct PreparedRequest: Sendable {
    let url: CurlURL
    let method: CurlRequest.Method
    let headerLines: HeaderLines
    let authentication: Authentication
    let timeout: Duration
    let stallTimeout: Duration
    let maxResponseSize: Int
    let needsWholeBody: Bool

    /// - Throws: ``CurlError/invalidURL(reason:)``, ``CurlError/invalidHeader(name:reason:)``
    init(_ request: CurlRequest) throws(CurlError) {
        url = try CurlURL(request.url)
        method = request.method
        try request.authentication.check()
        authentication = request.authentication
        headerLines = try HeaderLines(request)
        timeout = Self.limited(request.timeout)
        stallTimeout = Self.limited(request.stallTimeout)
        maxResponseSize = request.maxResponseSize
        needsWholeBody = request.needsWholeBody
    }

    /// Values that no error may show.
    var secrets: [Secret] { headerLines.secrets + authentication.secrets }

    /// Limits a duration to 30 years, so that adding it to a time cannot overflow.
    private static func limited(_ duration: Duration) -> Duration {
        min(max(duration, .zero), .seconds(1_000_000_000))
    }
}

/// The headers of a request in libcurl's form: checked, one line each.
struct HeaderLines {
    /// `Name: value`, `Name;` for an empty value, and `Name:` for a header that libcurl must not add.
    private(set) var lines: [String] = []
    /// Values that no error may show.
    let secrets: [Secret]

    /// Headers that delimit the message: only libcurl can set them right.
    private static let framing = ["Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Upgrade"]

    /// - Throws: ``CurlError/invalidHeader(name:reason:)``
    init(_ request: CurlRequest) throws(CurlError) {
        let headers = request.headers
        func has(_ name: String) -> Bool { headers.contains { CurlHeaders.isSame($0.name, name) } }

        // libcurl would send the header and leave out the credentials.
        guard request.authentication == .none || !has("Authorization") else {
            throw .invalidHeader(name: "Authorization", reason: "the authentication sets it too")
        }
        for (name, value) in headers {
            try Self.check(name: name, value: value)
            let value = value.trimmingHTTPBlanks()
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if case .post = request.method {
            // Waiting for "100 Continue" costs a second with servers that never send it.
            lines += ["Expect", "Content-Type"].filter { !has($0) }.map { "\($0):" }
        }
        // Short values, such as a version, are not secret, and redacting them would garble the error.
        secrets = headers.map(\.value).filter { $0.utf8.count >= 8 }.map { Secret($0) }
    }

    private static func check(name: String, value: String) throws(CurlError) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isHTTPToken) else {
            // The name is shown escaped: it may hold a line break.
            throw .invalidHeader(
                name: name.debugDescription, reason: "the name is not a token (RFC 9110 section 5.6.2)")
        }
        guard !framing.contains(where: { CurlHeaders.isSame($0, name) }) else {
            throw .invalidHeader(name: name, reason: "the connection sets it itself")
        }
        try checkValue(value, of: name)
    }

    /// Refuses control characters other than tab (RFC 9110 section 5.5).
    static func checkValue(_ value: String, of name: String) throws(CurlError) {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw .invalidHeader(name: name, reason: "the value contains a line break or another control character")
        }
    }
}
