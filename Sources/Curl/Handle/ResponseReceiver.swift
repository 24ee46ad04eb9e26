import Ground

/// Receives a response: the head line by line, the body in pieces, both within their limits.
final class ResponseReceiver {
    /// The limit that a response exceeds, so that its rest is not read.
    enum Refusal {
        case headTooLarge
        case bodyTooLarge
    }

    /// The largest head, in bytes, with those of interim responses (1xx) and trailers.
    static let maxHeadSize = 256 << 10

    private let maxBodySize: Int
    private var isHeadComplete = false
    private var status = 0
    private(set) var headSize = 0
    private(set) var headers = CurlHeaders()
    private var body = BodyBuffer()
    private(set) var refusal: Refusal?

    init(maxBodySize: Int) {
        self.maxBodySize = maxBodySize
    }

    /// Receives one line with its end. Returns false to stop the transfer.
    func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headSize += line.count
        guard headSize <= Self.maxHeadSize else {
            refusal = .headTooLarge
            return false
        }
        let line = line.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        if line.starts(with: "HTTP/".utf8), headers.entries.isEmpty || isHeadComplete, body.isEmpty {
            // A new response begins, so the one before it was interim.
            isHeadComplete = false
            headers = CurlHeaders()
            status = Self.status(of: line)
        } else if line.isEmpty {
            isHeadComplete = true
        } else if !isHeadComplete {
            receiveField(line)
        }
        // Lines after the head are trailers, which come too late to affect the body.
        return true
    }

    /// The status of `HTTP/1.1 204 No Content` or `HTTP/2 204`; 0 if there is none.
    private static func status(of line: Slice<UnsafeRawBufferPointer>) -> Int {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    }

    private func receiveField(_ line: Slice<UnsafeRawBufferPointer>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
        headers.append(name: String(name.trimmingHTTPBlanks()), value: String(value.trimmingHTTPBlanks()))
    }

    /// Receives a piece of the body, already decompressed. Returns false to stop the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let expected = body.isEmpty ? expectedBodySize : nil
        guard bytes.count <= maxBodySize - body.count, expected ?? 0 <= maxBodySize else {
            refusal = .bodyTooLarge
            return false
        }
        if let expected { body.expect(expected) }
        body.append(bytes, limit: maxBodySize)
        return true
    }

    /// The size in the head; nil if it has none, or only that of the compressed body.
    private var expectedBodySize: Int? {
        guard headers["Content-Encoding"] == nil, headers["Transfer-Encoding"] == nil else { return nil }
        return headers["Content-Length"].flatMap { Int($0) }
    }

    /// True once the final response's head is complete.
    var hasHead: Bool { isHeadComplete }

    /// True once the head of a response is complete that is not interim.
    var hasFinalHead: Bool { isHeadComplete && status >= 200 }

    /// The length of the body on the wire; nil if the head does not have it.
    var length: Int? {
        // Neither has a body, whatever its head says (RFC 9110 section 8.6).
        if status == 204 || status == 304 { return 0 }
        guard headers["Transfer-Encoding"] == nil else { return nil }
        return headers["Content-Length"].flatMap { Int($0) }
    }

    /// Returns true if the response is known to be complete.
    func isWhole(bytesOnWire: Int) -> Bool {
        hasFinalHead && refusal == nil && length == bytesOnWire
    }

    /// Returns the body and releases it.
    func takeBody() -> [UInt8] { body.take() }
}
