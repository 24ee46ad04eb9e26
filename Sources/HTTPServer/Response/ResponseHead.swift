import NIOCore
import NIOHTTP1

/// The bytes before an answer's body.
enum ResponseHead {
    /// Appends status line and header fields up to the empty line.
    ///
    /// - Parameters:
    ///   - response: the answer; its body gives `Content-Length`.
    ///   - frame: the request's part in the framing.
    ///   - fields: the header fields of every answer.
    ///   - now: seconds since 1970 for `Date` (RFC 9110 section 6.6.1).
    static func write(
        _ response: HTTPResponse, frame: AnswerFrame, fields: AnswerFields = .standard, now: Int,
        to buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(response.status))
        buffer.writeStaticString(" ")
        buffer.writeString(HTTPResponseStatus(statusCode: response.status).reasonPhrase)
        buffer.writeStaticString("\r\nDate: ")
        HTTPDate.write(now, to: &buffer)
        buffer.writeStaticString("\r\n")
        for (name, value) in response.headers where !isServersOwn(name) && !fields.contains(name) {
            writeField(name, value, to: &buffer)
        }
        buffer.writeImmutableBuffer(fields.bytes)
        if hasBody(response.status) {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(response.bodyBytes))
            buffer.writeStaticString("\r\n")
        }
        if frame.closes {
            buffer.writeStaticString("Connection: close\r\n")
        } else if frame.isVersion10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeStaticString("\r\n")
    }

    /// Appends one header field.
    static func writeField(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
        writeText(name, to: &buffer)
        buffer.writeStaticString(": ")
        writeText(value, to: &buffer)
        buffer.writeStaticString("\r\n")
    }

    /// Returns true if answers with a status have a body (RFC 9112 section 6.3: not 1xx, 204 and 304).
    static func hasBody(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    private static func isServersOwn(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name.lowercased() == "date"
        case 10: name.lowercased() == "connection"
        case 14: name.lowercased() == "content-length"
        case 17: name.lowercased() == "transfer-encoding"
        default: false
        }
    }

    private static func writeText(_ text: String, to buffer: inout ByteBuffer) {
        // A line end inside a field would make its content look like further fields (response splitting).
        if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            buffer.writeBytes(text.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? UInt8(ascii: " ") : $0 })
        } else {
            buffer.writeString(text)
        }
    }
}
