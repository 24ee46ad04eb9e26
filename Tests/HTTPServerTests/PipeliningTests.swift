import NIOCore
import TestSupport
import Testing

@testable import HTTPServer

struct PipeliningTests {
    @Test func answersComeInOrderAlsoWhenTheFirstTakesLong() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(get("/later") + get("/query?second") + get("/query?third", "Connection: close"))
            try await eventually("an answer waits") { server.gate.waiting == 1 }
            #expect(server.counts.all.isEmpty)
            server.gate.open()
            let answer = try await client.receivedToEnd()
            let bodies = answer.split(separator: "HTTP/1.1 ").compactMap { $0.split(separator: "\r\n\r\n").last }
            #expect(bodies == ["at last\n", "second=\n", "third=\n"])
        }
    }

    @Test func theNumberOfRequestsUnderWayOnAConnectionIsLimited() async throws {
        var limits = ServerLimits()
        limits.pipelinedRequests = 3
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect()
            try await client.send(String(repeating: get("/later"), count: 20))
            try await eventually("three answers wait") { server.gate.waiting == 3 }
            #expect(try await server.stillAnswers())
            #expect(server.gate.waiting == 3)
            server.gate.open()
            #expect(try await client.received(answers: 20).split(separator: "at last").count == 21)
        }
    }

    @Test func manyRequestsBeforeAHalfCloseAreAllAnswered() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(get("/later") + String(repeating: get("/metrics"), count: 100))
            try await client.shutdownOutput()
            server.gate.open()
            #expect(try await client.receivedToEnd().split(separator: "up 1\n").count == 100)
        }
    }

    @Test func requestsThatComeInAnyPiecesAreAnswered() async throws {
        try await TestServer.with { server in
            let all = get("/query?a") + post("Content-Length: 3") + "xyz" + get("/query?b", "Connection: close")
            for size in [1, 2, 3, 7, 31] {
                let client = try await server.connect()
                var rest = ByteBuffer(string: all)
                while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                    try await client.send(bytes: piece)
                }
                #expect(try await client.receivedToEnd().split(separator: "HTTP/1.1 200 OK").count == 3)
            }
        }
    }

    @Test func aMalformedRequestBehindOthersIsAnsweredAfterThem() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(get("/later") + "GET / HTTP/7.1\r\n\r\n")
            try await eventually("an answer waits") { server.gate.waiting == 1 }
            server.gate.open()
            let answer = try await client.receivedToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("at last\nHTTP/1.1 505 "))
        }
    }

    @Test func largeAnswersToAClientThatReadsNothingDoNotPileUp() async throws {
        try await TestServer.with { server in
            let client = try await server.connect(reads: false)
            try await client.send(String(repeating: get("/big"), count: 10))
            try await eventually("the large answer is counted") { server.counts.all["/big 200"] == 1 }
            #expect(try await server.stillAnswers())
            #expect(server.counts.all["/big 200"] == 1)
            await client.close()
        }
    }
}
