import NIOCore

/// Cuts a client's bytes into pieces that end where a request can end.
///
/// So the parser never sees bytes of two requests at once: each is parsed only after its predecessor is done, and
/// pipelined ones wait unparsed. The splitter does not decide where a request ends: the parser does, and reports it
/// through ``bodyFollows(_:)`` and ``requestEnded()``. The splitter only knows that an end always follows a line feed,
/// or `Content-Length` bytes. It counts the head's bytes, and keeps the request line, by which a refused request is
/// judged.
struct RequestSplitter {
    private enum Phase {
        case between
        case requestLine
        case fields(sinceLineFeed: Int)
        case body(remaining: Int)
        case chunked
    }

    private let limits: ServerLimits
    private var phase = Phase.between
    private var headBytes = 0
    private var blankBytes = 0
    /// The request line up to its line feed; empty outside a request's head.
    private(set) var requestLine = ByteBuffer()

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// True if no byte of the next request has arrived.
    var isBetweenRequests: Bool {
        if case .between = phase { true } else { false }
    }

    /// True if the head is not complete.
    var isInHead: Bool {
        switch phase {
        case .requestLine, .fields: true
        case .between, .body, .chunked: false
        }
    }

    /// True if the request line is complete and has no version, as in HTTP/0.9; the parser would wait for header
    /// fields.
    var lacksVersion: Bool {
        guard case .fields = phase else { return false }
        return requestLine.readableBytesView.lazy.filter { $0 == UInt8(ascii: " ") }.count < 2
    }

    /// Takes the next piece for the parser out of `buffer`; `nil` if more bytes must arrive first.
    ///
    /// - Throws: ``Rejection`` 414 or 431 if the head gets too large.
    mutating func next(from buffer: inout ByteBuffer) throws(Rejection) -> ByteBuffer? {
        if case .between = phase {
            try skipBlankLines(in: &buffer)
        }
        guard buffer.readableBytes > 0 else { return nil }
        switch phase {
        case .between:
            phase = .requestLine
            headBytes = 0
            blankBytes = 0
            return try takeRequestLine(from: &buffer)
        case .requestLine:
            return try takeRequestLine(from: &buffer)
        case .fields(let sinceLineFeed):
            return try takeFields(from: &buffer, sinceLineFeed: sinceLineFeed)
        case .body(let remaining):
            let count = min(remaining, buffer.readableBytes)
            phase = .body(remaining: remaining - count)
            return buffer.readSlice(length: count)
        case .chunked:
            return buffer.readSlice(length: buffer.lengthThroughLineFeed ?? buffer.readableBytes)
        }
    }

    /// Records that the head is complete and a body follows.
    mutating func bodyFollows(_ framing: RequestFraming) {
        switch framing {
        case .none: break
        case .length(let length): phase = .body(remaining: length)
        case .chunked: phase = .chunked
        }
    }

    /// Records that the parser has seen the end of the request.
    mutating func requestEnded() {
        phase = .between
        requestLine = ByteBuffer()
    }

    /// Skips empty lines before a request, which are not part of it (RFC 9112 section 2.2). A client needs at most a
    /// few.
    private mutating func skipBlankLines(in buffer: inout ByteBuffer) throws(Rejection) {
        let count = buffer.readableBytesView.prefix { $0 == 0x0D || $0 == 0x0A }.count
        buffer.moveReaderIndex(forwardBy: count)
        blankBytes += count
        guard blankBytes <= limits.headBytes else { throw Rejection(400, "there are only empty lines") }
    }

    /// Takes the whole line, so that it is at hand if the parser refuses it. Bytes that cannot be in a request line are
    /// passed on at once.
    private mutating func takeRequestLine(from buffer: inout ByteBuffer) throws(Rejection) -> ByteBuffer? {
        guard let length = buffer.lengthThroughLineFeed else {
            guard buffer.readableBytes <= limits.headBytes else { throw .targetTooLong }
            guard buffer.readableBytesView.contains(where: { ($0 < 0x20 && $0 != 0x0D) || $0 >= 0x7F }) else {
                return nil
            }
            requestLine = buffer
            return buffer.readSlice(length: buffer.readableBytes)
        }
        guard length <= limits.headBytes else { throw .targetTooLong }
        // The slice cannot be nil: that many bytes were counted.
        requestLine = buffer.getSlice(at: buffer.readerIndex, length: length) ?? ByteBuffer()
        phase = .fields(sinceLineFeed: 0)
        return try takeFields(from: &buffer, sinceLineFeed: nil)
    }

    /// Takes the bytes up to the line feed of the first empty line, or all there are.
    ///
    /// - Parameter sinceLineFeed: bytes other than CR since the newest line feed; `nil` if there was none.
    private mutating func takeFields(from buffer: inout ByteBuffer, sinceLineFeed: Int?) throws(Rejection)
        -> ByteBuffer?
    {
        var since = sinceLineFeed ?? 1
        var length = 0
        for byte in buffer.readableBytesView {
            length += 1
            if byte == 0x0A {
                if since == 0 {
                    break
                }
                since = 0
            } else if byte != 0x0D {
                since += 1
            }
        }
        headBytes += length
        guard headBytes <= limits.headBytes else { throw .headTooLarge }
        phase = .fields(sinceLineFeed: since)
        return buffer.readSlice(length: length)
    }
}

extension ByteBuffer {
    fileprivate var lengthThroughLineFeed: Int? {
        readableBytesView.firstIndex(of: 0x0A).map { $0 - readerIndex + 1 }
    }
}
