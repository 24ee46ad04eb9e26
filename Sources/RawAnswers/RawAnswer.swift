/// An unchanged answer of the API, with its request.
package struct RawAnswer: Sendable, Hashable {
    /// A line of an answer's head.
    package struct Header: Sendable, Hashable {
        /// The name as sent.
        package var name: String
        /// The value without surrounding blanks.
        package var value: String

        /// Creates a header.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The path and query after the API's address: `/api/Consumption/TimeSeries?customerNumbers=...`
    package var target: String
    /// The time of the request, as ISO 8601 in UTC.
    package var askedAt: String
    /// The status, for example 200.
    package var status: Int
    /// The headers in their order.
    package var headers: [Header]
    /// The body after decompression.
    package var body: [UInt8]

    /// Creates an answer.
    package init(target: String, askedAt: String, status: Int, headers: [Header], body: [UInt8]) {
        self.target = target
        self.askedAt = askedAt
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension RawAnswer {
    /// The text of all but the body:
    ///
    ///     GET /api/Consumption/TimeSeries?customerNumbers=...
    ///     Asked: 2026-11-24T10:00:00.000Z
    ///     Status: 200
    ///
    ///     Content-Type: application/json
    package var head: String {
        let lines = ["GET \(target)", "Asked: \(askedAt)", "Status: \(status)", ""]
        return (lines + headers.map { "\($0.name): \($0.value)" }).map { Self.oneLine($0) + "\n" }.joined()
    }

    /// Reads the text of ``head``; nil if it is something else.
    package init?(head: String, body: [UInt8]) {
        let lines = head.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0].hasPrefix("GET /"), let asked = Self.field(lines[1]),
            asked.name == "Asked",
            let status = Self.field(lines[2]), status.name == "Status", let code = Int(status.value),
            (100..<1000).contains(code)
        else { return nil }
        self.init(
            target: String(lines[0].dropFirst(4)), askedAt: asked.value, status: code,
            headers: lines.dropFirst(3).compactMap(Self.field), body: body)
    }

    private static func field(_ line: Substring) -> Header? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return Header(
            name: String(line[..<colon]), value: String(line[line.index(after: colon)...].drop { $0 == " " }))
    }

    /// Replaces line breaks, because a header cannot hold one and must not become two.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}
