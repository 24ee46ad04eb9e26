import Ground
import NIOHTTP1

/// The delimiting of a request's body, and the rules for a head that the parser does not check (RFC 9112 sections 3.2,
/// 6).
enum RequestFraming: Hashable {
    case none
    case length(Int)
    case chunked

    /// Checks a parsed head.
    ///
    /// - Throws: ``Rejection``: 400 for the `Host` field and for a misplaced `Transfer-Encoding`, 413, 417, 501.
    init(of head: HTTPRequestHead, limits: ServerLimits) throws(Rejection) {
        try Self.checkHost(head)
        try Self.checkExpect(head)
        self = try Self.framing(of: head)
        if case .length(let length) = self, length > limits.bodyBytes {
            throw .bodyTooLarge
        }
    }

    /// Returns true if the client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
    static func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        head.version.minor >= 1 && head.headers.contains(name: "expect")
    }

    private static func checkHost(_ head: HTTPRequestHead) throws(Rejection) {
        let hosts = head.headers["host"]
        guard hosts.count <= 1 else { throw Rejection(400, "there is more than one Host field") }
        guard let host = hosts.first else {
            if head.version.minor >= 1 {
                throw Rejection(400, "the Host field is missing")
            }
            return
        }
        guard host.utf8.allSatisfy(isHostByte) else { throw Rejection(400, "the Host field is not a host") }
    }

    /// Returns true if a byte may occur in `uri-host [ ":" port ]` (RFC 3986 section 3.2.2).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        byte.isUnreservedInURL || "!$&'()*+,;=%:[]".utf8.contains(byte)
    }

    private static func checkExpect(_ head: HTTPRequestHead) throws(Rejection) {
        // A client of HTTP/1.0 cannot expect (RFC 9110 section 10.1.1).
        guard head.version.minor >= 1 else { return }
        for value in head.headers["expect"] where value.lowercased() != "100-continue" {
            throw Rejection(417, "the only expectation that this server supports is 100-continue")
        }
    }

    private static func framing(of head: HTTPRequestHead) throws(Rejection) -> RequestFraming {
        let codings = head.headers[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
        let lengths = head.headers["content-length"]
        guard head.headers.contains(name: "transfer-encoding") else { return try length(of: lengths) }
        guard lengths.isEmpty, head.version.minor >= 1 else {
            throw Rejection(400, "Transfer-Encoding together with Content-Length, or in HTTP/1.0")
        }
        guard codings.allSatisfy({ $0 == "chunked" }) else {
            throw Rejection(501, "the only transfer coding this server knows is chunked")
        }
        guard codings.count == 1 else { throw Rejection(400, "the transfer coding chunked must appear exactly once") }
        return .chunked
    }

    private static func length(of values: [String]) throws(Rejection) -> RequestFraming {
        guard let value = values.first else { return .none }
        guard values.count == 1, value.utf8.allSatisfy(\.isASCIIDigit),
            let length = Int(value)
        else {
            throw Rejection(400, "the Content-Length field is not one number")
        }
        return length == 0 ? .none : .length(length)
    }
}
