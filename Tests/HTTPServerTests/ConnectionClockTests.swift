import NIOCore
import Testing

@testable import HTTPServer

/// The handler with a clock that the test moves, at the default limits.
struct ConnectionClockTests {
    @Test func anIdleConnectionIsClosedAfterSeventyFiveSeconds() throws {
        let connection = try EmbeddedConnection()
        connection.advance(by: .seconds(74))
        #expect(connection.isOpen)
        connection.advance(by: .seconds(2))
        #expect(!connection.isOpen)
        #expect(try connection.written().isEmpty)
    }

    @Test func aRequestKeepsAnIdleConnectionForAnotherSeventyFiveSeconds() throws {
        let connection = try EmbeddedConnection()
        connection.advance(by: .seconds(60))
        try connection.receive(get("/metrics"))
        connection.advance(by: .seconds(74))
        #expect(connection.isOpen)
        connection.advance(by: .seconds(2))
        #expect(!connection.isOpen)
    }

    @Test func aRequestBegunLateInTheIdleTimeHasItsFullTimeAndThen408() throws {
        let connection = try EmbeddedConnection()
        connection.advance(by: .seconds(70))
        try connection.receive("GET /metrics HTTP/1.1\r\n")
        connection.advance(by: .seconds(9))
        #expect(try connection.written().isEmpty)
        connection.advance(by: .seconds(1))
        #expect(try connection.written().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(connection.counts.all == ["other 408": 1])
    }

    @Test func aClosedConnectionLeavesTheRegistry() throws {
        let connection = try EmbeddedConnection()
        #expect(connection.directory.count == 1)
        try connection.finish()
        #expect(connection.directory.count == 0)
    }

    @Test func theBytesOfAnAnswerAreExact() throws {
        let connection = try EmbeddedConnection()
        try connection.receive(get("/metrics"))
        #expect(
            try connection.written() == """
                HTTP/1.1 200 OK\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Content-Type: text/plain; charset=utf-8\r
                Referrer-Policy: no-referrer\r
                X-Content-Type-Options: nosniff\r
                X-Frame-Options: deny\r
                Content-Length: 5\r
                \r
                up 1

                """)
        try connection.finish()
    }
}
