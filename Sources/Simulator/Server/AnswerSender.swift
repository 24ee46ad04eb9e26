import NIOCore

/// `struct linger` of socket(7), on with a time of 0.
private struct Linger: Sendable {
    var isOn: Int32 = 1
    var seconds: Int32 = 0
}

/// Writes an answer to a connection, with the fault of its ``Answer/Delivery``.
struct AnswerSender {
    /// The state of the connection after an answer.
    enum Outcome {
        case keep, close
        /// The connection stays open and silent until the peer closes it.
        case stall
    }

    let channel: any Channel
    /// True if the peer knows chunked bodies (HTTP/1.1).
    let allowsChunks: Bool
    let keepsAlive: Bool
    let allowsGzip: Bool
    /// True for HEAD, which gets no body.
    let omitsBody: Bool
    let now: Int64

    /// The size of a piece of a long answer, in bytes.
    private static let pieceSize = 128 * 1024

    func send(_ answer: Answer) async throws -> Outcome {
        switch answer.delivery {
        case .closed: return .close
        case .reset:
            // Closing a socket with a linger time of 0 sends RST, not FIN.
            if let socket = channel as? any SocketOptionProvider {
                try await socket.unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger()).get()
            }
            return .close
        case .late(let delay): try await Task.sleep(for: delay)
        case .whole, .stalledHead, .stalledBody, .truncated, .half: break
        }
        switch answer.body {
        case .none:
            try await write(head(answer, length: nil))
            return keepsAlive ? .keep : .close
        case .bytes(let bytes): return try await send(answer, bytes, rest: nil, compresses: false)
        case .page(var page):
            var piece = ByteBuffer()
            page.write(into: &piece, size: Self.pieceSize)
            return try await send(answer, piece, rest: page.isDone ? nil : page, compresses: allowsGzip)
        case .padding(let length): return try await sendBlanks(answer, length)
        case .bomb:
            let (beginning, rest) = BlankStream.bomb()
            try await write(head(answer, length: nil), chunk(beginning))
            while true { try await write(chunk(rest)) }
        }
    }

    /// Sends an answer whose body begins with a piece.
    ///
    /// - Parameters:
    ///   - piece: the beginning of the body, or all of it.
    ///   - rest: the writer of the rest, if there is one.
    private func send(
        _ answer: Answer, _ piece: ByteBuffer, rest: PageWriter?, compresses: Bool
    ) async throws -> Outcome {
        var answer = answer
        if compresses { answer.headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")] }
        var encoder = BodyEncoder(compresses: compresses)
        switch answer.delivery {
        case .whole where rest != nil, .late where rest != nil:
            if let rest { try await stream(answer, piece, rest, &encoder) }
        case .whole, .late, .closed, .reset:
            let body = try encoder.encode(piece, isLast: true)
            let head = head(answer, length: body.readableBytes)
            if omitsBody { try await write(head) } else { try await write(head, body) }
        case .half:
            var cut = firstHalf(piece)
            cut.writeStaticString(";}")
            let body = try encoder.encode(cut, isLast: true)
            try await write(head(answer, length: body.readableBytes), body)
        case .stalledHead:
            try await write(firstHalf(head(answer, length: piece.readableBytes)))
            return .stall
        case .stalledBody, .truncated:
            let body = try encoder.encode(piece, isLast: rest == nil)
            // The length of a long answer is not known yet; any larger one will do.
            let length = body.readableBytes + (rest == nil ? 0 : Self.pieceSize)
            try await write(head(answer, length: length), firstHalf(body))
            return answer.delivery == .truncated ? .close : .stall
        }
        return keepsAlive ? .keep : .close
    }

    private func firstHalf(_ bytes: ByteBuffer) -> ByteBuffer {
        bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) ?? bytes
    }

    private func stream(
        _ answer: Answer, _ first: ByteBuffer, _ rest: PageWriter, _ encoder: inout BodyEncoder
    ) async throws {
        var page = rest
        try await write(head(answer, length: nil), chunk(try encoder.encode(first, isLast: false)))
        while !page.isDone {
            try Task.checkCancellation()
            var piece = ByteBuffer()
            page.write(into: &piece, size: Self.pieceSize)
            try await write(chunk(try encoder.encode(piece, isLast: page.isDone)))
        }
        if allowsChunks { try await write([ByteBuffer(string: "0\r\n\r\n")]) }
    }

    private func sendBlanks(_ answer: Answer, _ length: Int64?) async throws -> Outcome {
        let blanks = BlankStream.blanks(Self.pieceSize)
        let start = ByteBuffer(string: BlankStream.head)
        guard let length else {
            try await write(head(answer, length: nil), chunk(start))
            while true { try await write(chunk(blanks)) }
        }
        let frame = Int64(BlankStream.head.utf8.count + BlankStream.tail.utf8.count)
        let total = max(length, frame)
        try await write(head(answer, length: Int(total)), start)
        var left = total - frame
        while left > 0 {
            let count = min(left, Int64(blanks.readableBytes))
            try await write(blanks.getSlice(at: 0, length: Int(count)) ?? blanks)
            left -= count
        }
        try await write(ByteBuffer(string: BlankStream.tail))
        return keepsAlive ? .keep : .close
    }

    /// Writes the head of an answer.
    ///
    /// - Parameter length: the body's length; nil for a body in chunks, or one that ends with the connection.
    private func head(_ answer: Answer, length: Int?) -> ByteBuffer {
        var head = ByteBuffer()
        head.writeString("HTTP/1.1 \(answer.status) \(Answer.reasons[answer.status] ?? "Unknown")\r\n")
        head.writeString("Date: \(CivilTime.httpDate(now))\r\n")
        for (name, value) in answer.headers { head.writeString("\(name): \(value)\r\n") }
        if let length {
            head.writeString("Content-Length: \(length)\r\n")
        } else if allowsChunks, answer.status != 204 {
            // An answer that never has a body has no framing either (RFC 9112, 6.3).
            head.writeStaticString("Transfer-Encoding: chunked\r\n")
        }
        if !keepsAlive { head.writeStaticString("Connection: close\r\n") }
        head.writeStaticString("\r\n")
        return head
    }

    private func chunk(_ piece: ByteBuffer) -> [ByteBuffer] {
        guard allowsChunks else { return [piece] }
        let size = ByteBuffer(string: String(piece.readableBytes, radix: 16) + "\r\n")
        return [size, piece, ByteBuffer(string: "\r\n")]
    }

    private func write(_ head: ByteBuffer, _ body: [ByteBuffer]) async throws { try await write([head] + body) }

    private func write(_ buffers: ByteBuffer...) async throws { try await write(buffers) }

    /// Writes bytes and returns once the system has taken them, so that the writer waits for a slow reader.
    private func write(_ buffers: [ByteBuffer]) async throws {
        for buffer in buffers.dropLast() { channel.write(buffer, promise: nil) }
        if let last = buffers.last { try await channel.writeAndFlush(last).get() }
    }
}
