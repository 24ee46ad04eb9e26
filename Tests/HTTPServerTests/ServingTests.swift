import NIOCore
import TestSupport
import Testing

@testable import HTTPServer

struct ServingTests {
    @Test func anAnswerHasItsLengthADateAndTheBodysPartsInOrder() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(get("/metrics", "Connection: close"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
            #expect(answer.contains("\r\nContent-Length: 5\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nup 1\n"))
            #expect(!answer.contains("Server:"))
            #expect(server.counts.all == ["/metrics 200": 1])
        }
    }

    @Test func aLargeAnswerArrivesWhole() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(get("/big", "Connection: close"))
            let expected = String(repeating: String(buffer: TestServer.bigPart), count: 16)
            #expect(answer.hasSuffix("\r\n\r\n" + expected))
        }
    }

    @Test func anAnswerToHEADHasTheFieldsOfGETAndNoBody() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange("HEAD /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.contains("\r\nContent-Length: 5\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func anUnknownPathIs404AndKeepsTheConnection() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(get("/nothing") + get("/metrics", "Connection: close"))
            #expect(answer.contains("HTTP/1.1 404 Not Found"))
            #expect(answer.contains("HTTP/1.1 200 OK"))
            #expect(server.counts.all == ["other 404": 1, "/metrics 200": 1])
        }
    }

    @Test func theQueryIsDecodedAndRepeatsAreKept() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                get("/query?name[]=a%20b&name%5B%5D=c+d&empty&x=1=2", "Connection: close"))
            #expect(answer.hasSuffix("name[]=a b;name[]=c d;empty=;x=1=2\n"))
        }
    }

    @Test func anHTTP11ConnectionIsKeptUntilTheClientAsksToClose() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            for _ in 0..<3 {
                try await client.send(get("/metrics"))
            }
            #expect(try await client.received(answers: 3).contains("Connection:") == false)
            try await client.send(get("/metrics", "Connection: close"))
            #expect(try await client.receivedToEnd().contains("\r\nConnection: close\r\n"))
        }
    }

    @Test func anHTTP10ConnectionCloses() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange("GET /metrics HTTP/1.0\r\n\r\n")
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("up 1\n"))
        }
    }

    @Test func anHTTP10ConnectionIsKeptIfTheClientAsks() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                "GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /metrics HTTP/1.0\r\n\r\n")
            #expect(answer.contains("\r\nConnection: keep-alive\r\n"))
            #expect(answer.split(separator: "HTTP/1.1 200 OK").count == 2)
        }
    }

    @Test func bytesAfterTheLastRequestDoNotCostTheAnswer() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                get("/big", "Connection: close") + String(repeating: "x", count: 1_000_000))
            #expect(answer.utf8.count > 16 * TestServer.bigPart.readableBytes)
        }
    }

    @Test func aHandlerGetsAWholeBodyInAnyCodingAndTheNextRequestFollows() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                post("Content-Length: 7") + "abc\r\ndf"
                    + post("Transfer-Encoding: chunked") + "5;ext=1\r\nab\r\ng\r\n1\r\n\n\r\n0\r\nTrailer: x\r\n\r\n"
                    + post("Content-Length: 0") + post() + post("Content-Length: 1", "Connection: close") + "z")
            let bodies = answer.split(separator: "body: ").dropFirst().map { $0.split(separator: "HTTP/1.1 ")[0] }
            #expect(bodies == ["abc\r\ndf\n", "ab\r\ng\n", "\n", "\n", "z\n"])
        }
    }

    @Test func continueIsSentWhenTheBodyIsWanted() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(post("Expect: 100-continue", "Content-Length: 3"))
            #expect(try await client.received(containing: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("abc")
            #expect(try await client.received(containing: "abc").contains("HTTP/1.1 200 OK"))
        }
    }

    @Test func continueWaitsForTheAnswersBeforeIt() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(get("/later") + post("Expect: 100-continue", "Content-Length: 3"))
            try await eventually("an answer waits") { server.gate.waiting == 1 }
            server.gate.open()
            let text = try await client.received(containing: "Continue\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 200 OK"))
            #expect(text.hasSuffix("at last\nHTTP/1.1 100 Continue\r\n\r\n"))
        }
    }

    @Test func theFinalStatusComesAtOnceIfTheBodyIsNotWanted() async throws {
        try await TestServer.with { server in
            for (target, status) in [("/nothing", 404), ("/metrics", 405)] {
                let answer = try await server.exchange(
                    "POST \(target) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
                #expect(answer.contains("\r\nConnection: close\r\n"))
            }
        }
    }

    @Test func aRequestToSwitchToAnotherProtocolIsServedInThisOneThenClosed() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                get(
                    "/metrics", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAoAAA"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.hasSuffix("up 1\n"))
        }
    }

    @Test func emptyLinesBeforeARequestAreIgnored() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange("\r\n\r\n" + get("/metrics", "Connection: close"))
            #expect(answer.hasSuffix("up 1\n"))
        }
    }

    @Test func aTargetInAbsoluteFormIsServed() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(get("http://example.org/query?a=b", "Connection: close"))
            #expect(answer.hasSuffix("a=b\n"))
        }
    }
}
