import NIOCore
import TestSupport
import Testing

@testable import HTTPServer

struct SlowClientTests {
    @Test(arguments: [
        "G", "GET /metrics HTTP/1.1\r\n", "GET /metrics HTTP/1.1\r\nHost: a\r\nX: ",
        "POST /reload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
    ])
    func aRequestThatIsNotCompleteInTimeIsAnsweredWith408(_ start: String) async throws {
        var limits = ServerLimits()
        limits.requestTime = .milliseconds(100)
        try await TestServer.with(limits: limits) { server in
            let answer = try await server.exchange(start)
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test func tricklingBytesDoNotExtendTheTime() async throws {
        var limits = ServerLimits()
        limits.requestTime = .milliseconds(200)
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect()
            try await client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n")
            let trickle = Task {
                while !Task.isCancelled {
                    try await client.send("X: a\r\n")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(try await client.received(containing: "\r\n\r\n").hasPrefix("HTTP/1.1 408 "))
            trickle.cancel()
            await client.close()
        }
    }

    @Test(arguments: ["", "\r\n", get("/metrics")])
    func anIdleConnectionIsClosedSilently(_ start: String) async throws {
        var limits = ServerLimits()
        limits.idleTime = .seconds(1)
        try await TestServer.with(limits: limits) { server in
            let answer = try await server.exchange(start)
            #expect(!answer.contains("408"))
            #expect(answer.isEmpty == !start.hasPrefix("GET"))
        }
    }

    @Test func aClientThatDoesNotTakeItsAnswerIsCutOff() async throws {
        var limits = ServerLimits()
        limits.writeStallTime = .milliseconds(100)
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect(reads: false)
            try await client.send(get("/big"))
            try await eventually("no connection is open") { server.bound.openConnections == 0 }
        }
    }

    @Test func aClientThatTakesItsAnswerTooSlowlyIsCutOff() async throws {
        var limits = ServerLimits()
        limits.answerTime = .milliseconds(100)
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect(reads: false)
            try await client.send(get("/big"))
            try await eventually("no connection is open") { server.bound.openConnections == 0 }
        }
    }

    @Test func aClientThatDoesNotCloseAfterTheLastAnswerIsClosed() async throws {
        var limits = ServerLimits()
        limits.lingerTime = .milliseconds(50)
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect(reads: false)
            try await client.send(get("/metrics", "Connection: close"))
            try await eventually("one answer is counted and no connection is open") {
                server.counts.all == ["/metrics 200": 1] && server.bound.openConnections == 0
            }
        }
    }

    @Test func aNewScrapeIsServedEvenIfAllPlacesAreTaken() async throws {
        var limits = ServerLimits()
        limits.connections = 8
        try await TestServer.with(limits: limits) { server in
            var slow: [RawClient] = []
            for index in 0..<200 {
                let client = try await server.connect()
                if index.isMultiple(of: 2) {
                    try await client.send("GET /metrics HTTP/1.1\r\n")
                }
                slow.append(client)
            }
            #expect(try await server.stillAnswers())
            #expect(server.bound.openConnections <= 8)
            for client in slow {
                await client.close()
            }
        }
    }

    @Test func theConnectionLongestWithoutACompleteRequestIsEvicted() async throws {
        var limits = ServerLimits()
        limits.connections = 3
        try await TestServer.with(limits: limits) { server in
            let busy = try await server.connect()
            try await busy.send(get("/query?1"))
            _ = try await busy.received(answers: 1)
            let idle = try await server.connect()
            try await eventually("two connections are open") { server.bound.openConnections == 2 }
            let started = try await server.connect()
            try await eventually("three connections are open") { server.bound.openConnections == 3 }
            try await started.send("GET /metrics HTTP/1.1\r\n")
            try await busy.send(get("/query?2"))
            _ = try await busy.received(answers: 2)

            #expect(try await server.stillAnswers())
            try await idle.waitForClose()
            try await busy.send(get("/query?3"))
            #expect(try await busy.received(answers: 3).contains("3="))
            try await started.send("Host: a\r\n\r\n")
            #expect(try await started.received(answers: 1).hasPrefix("HTTP/1.1 200"))
        }
    }
}
