import NIOCore
import Testing

@testable import HTTPServer

struct RequestSplitterTests {
    private func pieces(_ splitter: inout RequestSplitter, _ buffer: inout ByteBuffer) throws -> [String] {
        var all: [String] = []
        while let piece = try splitter.next(from: &buffer) {
            all.append(String(buffer: piece))
        }
        return all
    }

    @Test func aHeadEndsAPieceSoThatTheNextRequestWaits() throws {
        var splitter = RequestSplitter(limits: .init())
        var buffer = ByteBuffer(string: get("/a") + get("/b"))
        #expect(try splitter.next(from: &buffer).map { String(buffer: $0) } == get("/a"))
        #expect(String(buffer: splitter.requestLine) == "GET /a HTTP/1.1\r\n")
        splitter.requestEnded()
        #expect(splitter.isBetweenRequests)
        #expect(try splitter.next(from: &buffer).map { String(buffer: $0) } == get("/b"))
    }

    @Test func theEndOfAHeadIsFoundAcrossPiecesOfAnySize() throws {
        let head = Array(get("/a", "X: y").utf8)
        for cut in 1..<head.count {
            var splitter = RequestSplitter(limits: .init())
            var buffer = ByteBuffer(bytes: head[..<cut])
            var joined: [UInt8] = []
            while let piece = try splitter.next(from: &buffer) {
                joined += piece.readableBytesView
            }
            buffer.writeBytes(head[cut...] + Array(get("/b").utf8))
            joined += try #require(try splitter.next(from: &buffer)).readableBytesView
            #expect(joined == head, "cut at \(cut)")
        }
    }

    @Test func aRequestLineWaitsForItsEndAndOtherBytesDoNot() throws {
        var splitter = RequestSplitter(limits: .init())
        var line = ByteBuffer(string: "GET /metrics HT")
        #expect(try splitter.next(from: &line) == nil)
        #expect(!splitter.isBetweenRequests)
        var binary = ByteBuffer(bytes: [0x16, 0x03, 0x01])
        #expect(try splitter.next(from: &binary)?.readableBytes == 3)
    }

    @Test func aBodyIsAsLongAsItsLength() throws {
        var splitter = RequestSplitter(limits: .init())
        var buffer = ByteBuffer(string: post("Content-Length: 5") + "ab")
        _ = try splitter.next(from: &buffer)
        splitter.bodyFollows(.length(5))
        #expect(try pieces(&splitter, &buffer) == ["ab"])
        buffer.writeString("cdeGET /")
        #expect(try splitter.next(from: &buffer).map { String(buffer: $0) } == "cde")
        splitter.requestEnded()
        #expect(buffer.readableBytes == 5)
    }

    @Test func aChunkedBodyIsCutAtEachLineFeed() throws {
        var splitter = RequestSplitter(limits: .init())
        var buffer = ByteBuffer(string: post("Transfer-Encoding: chunked") + "1\r\na\r\n0\r\n\r\nGET")
        _ = try splitter.next(from: &buffer)
        splitter.bodyFollows(.chunked)
        let first = try (0..<4).map { _ in try splitter.next(from: &buffer).map { String(buffer: $0) } }
        #expect(first == ["1\r\n", "a\r\n", "0\r\n", "\r\n"])
    }

    @Test func aHeadOfExactlyTheLimitIsTakenAndOneByteMoreIsNot() throws {
        var limits = ServerLimits()
        limits.headBytes = get("/a", "X: 1").utf8.count
        var splitter = RequestSplitter(limits: limits)
        var buffer = ByteBuffer(string: get("/a", "X: 1"))
        #expect(try splitter.next(from: &buffer) != nil)
        splitter.requestEnded()
        var larger = ByteBuffer(string: get("/a", "X: 12"))
        #expect(throws: Rejection.headTooLarge) { try splitter.next(from: &larger) }
        var longer = ByteBuffer(string: "GET /" + String(repeating: "a", count: limits.headBytes))
        var fresh = RequestSplitter(limits: limits)
        #expect(throws: Rejection.targetTooLong) { try fresh.next(from: &longer) }
    }
}
