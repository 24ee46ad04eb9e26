import Ground
import NIOCore
import NIOHTTP1

/// The answer to bytes that the parser refused.
///
/// The parser reports little, so the request line is parsed again. That decides only about the answer, never about the
/// end of a request.
enum ParserFailure: Hashable {
    /// Bytes that are not HTTP: their sender would not understand an answer.
    case notHTTP
    /// A well-formed request line with a method that the parser does not know.
    case unknownMethod(method: String, target: String, isVersion10: Bool)
    case rejected(Rejection)

    /// - Parameters:
    ///   - error: the parser's error.
    ///   - line: the request line as received, possibly without its end.
    ///   - inHead: true if the head was not complete.
    init(_ error: any Error, requestLine line: ByteBuffer, inHead: Bool) {
        guard inHead else {
            self = .rejected(Self.bodyRejection(error))
            return
        }
        let bytes = line.readableBytesView
        let method = bytes.prefix(while: \.isHTTPToken)
        let looksLikeRequest = !method.isEmpty && bytes.dropFirst(method.count).first == UInt8(ascii: " ")
        guard looksLikeRequest || bytes.allSatisfy(Self.isText) else {
            self = .notHTTP
            return
        }
        if let version = Self.version(in: line) {
            if version.major != 1 || version.minor > 1 {
                self = .rejected(Rejection(505, "this server speaks HTTP/1.1"))
                return
            }
            if error as? HTTPParserError == .invalidMethod {
                let parts = bytes.split(separator: UInt8(ascii: " "))
                self = .unknownMethod(
                    method: String(decoding: method, as: UTF8.self), target: String(decoding: parts[1], as: UTF8.self),
                    isVersion10: version.minor == 0)
                return
            }
        }
        self = .rejected(Self.headRejection(error))
    }

    private static func headRejection(_ error: any Error) -> Rejection {
        switch error as? HTTPParserError {
        case .headerOverflow: .headTooLarge
        case .invalidMethod, .invalidURL, .invalidVersion, .invalidConstant:
            Rejection(400, "the request line is malformed")
        case .invalidHeaderToken: Rejection(400, "a header field is malformed")
        case .invalidContentLength, .unexpectedContentLength: Rejection(400, "the body's length is ambiguous")
        default: Rejection(400, "the request is malformed")
        }
    }

    private static func bodyRejection(_ error: any Error) -> Rejection {
        switch error as? HTTPParserError {
        case .headerOverflow: .headTooLarge
        case .invalidChunkSize: Rejection(400, "a chunk's size is malformed")
        case .invalidHeaderToken: Rejection(400, "a trailer field is malformed")
        default: Rejection(400, "the body is malformed")
        }
    }

    /// Reads the version of a request line of three parts, `HTTP/` and two digits as the last (RFC 9112 section 2.3).
    private static func version(in line: ByteBuffer) -> (major: UInt8, minor: UInt8)? {
        let parts = line.readableBytesView.split(separator: UInt8(ascii: " "))
        guard parts.count == 3 else { return nil }
        let text = Array(parts[2].filter { $0 != 0x0D && $0 != 0x0A })
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == UInt8(ascii: "."), text[5].isASCIIDigit,
            text[7].isASCIIDigit
        else {
            return nil
        }
        return (text[5] - UInt8(ascii: "0"), text[7] - UInt8(ascii: "0"))
    }

    private static func isText(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) || byte == 0x0D || byte == 0x0A || byte == 0x09
    }
}
