import NIOCore
import Testing

@testable import HTTPServer

/// Pipelined requests of one connection do not delay those of others.
struct TurnTests {
    private func count(_ text: String) -> Int { text.split(separator: "HTTP/1.1 200").count }

    @Test func requestsOfOneConnectionTakeTurns() throws {
        let connection = try EmbeddedConnection()
        let request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
        try connection.receive(String(repeating: request, count: 10))
        #expect(count(try connection.written()) == ConnectionHandler.mostAnswersInTurn)
        var total = ConnectionHandler.mostAnswersInTurn
        for _ in 0..<10 {
            connection.advance(by: .milliseconds(1))
            total += count(try connection.written())
        }
        #expect(total == 10)
        #expect(connection.isOpen)
        try connection.finish()
    }

    @Test(
        "a malformed HEAD is answered without a body",
        arguments: [
            "HEAD /metrics HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", "HEAD /metrics HTTP/1.1\r\nHost: a b\r\n\r\n",
        ])
    func malformedHEADHasNoBody(request: String) throws {
        let connection = try EmbeddedConnection()
        try connection.receive(request)
        let answer = try connection.written()
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.hasSuffix("\r\n\r\n"))
        try connection.finish()
    }
}
