import Logging
import NIOCore
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2))) struct RequestLimitTests {
    /// Routes that share a limit: `/later` is answered when the gate opens, `/big` is more than the kernel takes at once.
    private func with(_ most: Int, _ body: (TestServer) async throws -> Void) async throws {
        let limit = RequestLimit(most)
        try await TestServer.with(
            routes: { gate in
                [
                    Route(path: "/later", limit: limit) { _ in
                        .later {
                            await gate.wait()
                            return .text(200, "at last")
                        }
                    },
                    Route(path: "/big", limit: limit) { _ in
                        .ready(HTTPResponse(body: Array(repeating: TestServer.bigPart, count: 16)))
                    },
                    Route(path: "/small", limit: limit) { _ in .ready(.text(200, "small")) },
                    Route(path: "/free") { _ in .ready(.text(200, "free")) },
                ]
            }, body)
    }

    @Test func zeroMeansNoLimit() {
        #expect(RequestLimit(0) == nil)
        #expect(RequestLimit(-1) == nil)
    }

    @Test func aRequestAboveTheLimitGets503AndOneToAnotherPathDoesNot() async throws {
        try await with(2) { server in
            let waiting = [try await server.connect(), try await server.connect()]
            for client in waiting { try await client.send(get("/later", "Connection: close")) }
            try await eventually("both are in flight") { server.gate.waiting == 2 }

            let refused = try await server.exchange(get("/small", "Connection: close"))
            #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(refused.contains("2 requests to this path are in flight, which is the limit; try again later\n"))
            #expect(try await server.exchange(get("/free", "Connection: close")).hasSuffix("free\n"))

            server.gate.open()
            for client in waiting { #expect(try await client.receivedToEnd().hasSuffix("at last\n")) }
            #expect(try await server.exchange(get("/small", "Connection: close")).hasSuffix("small\n"))
            #expect(server.counts.all["/small 503"] == 1)
        }
    }

    @Test func anUnreadAnswerCountsUntilItsClientIsGone() async throws {
        try await with(1) { server in
            let slow = try await server.connect(reads: false)
            try await slow.send(get("/big"))
            try await eventually("it is in flight") {
                try await server.exchange(get("/small", "Connection: close")).hasPrefix("HTTP/1.1 503 ")
            }

            try await slow.reset()

            try await eventually("it is not in flight any more") {
                try await server.exchange(get("/small", "Connection: close")).hasPrefix("HTTP/1.1 200 ")
            }
        }
    }

    @Test func aClientThatLeavesFreesItsPlace() async throws {
        try await with(1) { server in
            let client = try await server.connect()
            try await client.send(get("/later"))
            try await eventually("it is in flight") { server.gate.waiting == 1 }
            try await client.reset()
            server.gate.open()

            try await eventually("its place is free") {
                try await server.exchange(get("/small", "Connection: close")).hasPrefix("HTTP/1.1 200 ")
            }
        }
    }

    @Test func requestsOfOneConnectionCountAsOne() async throws {
        try await with(1) { server in
            let requests = Array(repeating: get("/small"), count: 9) + [get("/small", "Connection: close")]
            let answers = try await server.exchange(requests.joined())
            #expect(answers.matches(of: /HTTP\/1.1 200 OK/).count == 10)
        }
    }

    @Test func manyRequestsLeaveNoPlaceTaken() async throws {
        try await with(3) { server in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        guard let client = try? await server.connect(reads: number % 3 != 0) else { return }
                        try? await client.send(get(number.isMultiple(of: 2) ? "/big" : "/small"))
                        await client.close()
                    }
                }
            }
            try await eventually("three are served at a time") {
                let clients = [try await server.connect(), try await server.connect(), try await server.connect()]
                for client in clients { try await client.send(get("/small")) }
                var all = true
                for client in clients {
                    all = try await client.received(containing: "\r\n\r\n").hasPrefix("HTTP/1.1 200 ") && all
                    await client.close()
                }
                return all
            }
        }
    }
}
