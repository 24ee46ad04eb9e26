import Logging
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

@testable import HTTPServer

struct ShutdownTests {
    @Test func answersUnderWayFinishAndIdleConnectionsCloseAtOnce() async throws {
        try await TestServer.with { server in
            let waiting = try await server.connect()
            try await waiting.send(get("/later"))
            let idle = try await server.connect()
            try await idle.send(get("/metrics"))
            _ = try await idle.received(answers: 1)
            let partial = try await server.connect()
            try await partial.send("GET /metrics HTTP/1.1\r\n")
            try await eventually("one answer waits and three connections are open") {
                server.gate.waiting == 1 && server.bound.openConnections == 3
            }

            let service = try await RunningService(server.bound)
            await service.shutDown()
            #expect(try await idle.receivedToEnd().hasSuffix("up 1\n"))
            #expect(try await partial.receivedToEnd().isEmpty)
            await #expect(throws: (any Error).self) { _ = try await server.connect() }
            server.gate.open()
            let answer = try await waiting.receivedToEnd()
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("at last\n"))
            try await service.ended()
        }
    }

    @Test func aLargeAnswerUnderWayArrivesWhole() async throws {
        try await TestServer.with { server in
            let client = try await server.connect(reads: false)
            try await client.send(get("/big"))
            try await eventually("the large answer is counted") { server.counts.all["/big 200"] == 1 }
            let service = try await RunningService(server.bound)
            await service.shutDown()
            try await client.channel.setOption(.autoRead, value: true).get()
            #expect(try await client.receivedToEnd().utf8.count > 16 * TestServer.bigPart.readableBytes)
            try await service.ended()
        }
    }

    @Test func anOverdueAnswerIsAbandonedAfterTheGracePeriod() async throws {
        var limits = ServerLimits()
        limits.shutdownGrace = .milliseconds(100)
        try await TestServer.with(limits: limits) { server in
            let client = try await server.connect()
            try await client.send(get("/later"))
            try await eventually("an answer waits") { server.gate.waiting == 1 }
            let service = try await RunningService(server.bound)
            await service.shutDown()
            try await client.waitForClose()
            server.gate.open()
            try await service.ended()
        }
    }

    @Test func aCancelledRunClosesAtOnce() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(get("/later"))
            try await eventually("an answer waits") { server.gate.waiting == 1 }
            let run = Task { try await server.bound.run() }
            run.cancel()
            try await client.waitForClose()
            server.gate.open()
            try await run.value
        }
    }

    @Test func theTaskOfAnAnswerIsCancelledWhenItsClientGoes() async throws {
        let started = Gate()
        let cancelled = Gate()
        let server = HTTPServer(
            addresses: [try ListenAddress(parsing: "127.0.0.1:0")],
            routes: [
                Route(path: "/") { _ in
                    .later {
                        await withTaskCancellationHandler {
                            started.open()
                            await cancelled.wait()
                        } onCancel: {
                            cancelled.open()
                        }
                        return .text(200, "too late")
                    }
                }
            ], logger: .silent)
        let bound = try await server.bind()
        let client = try await RawClient.connect(port: bound.addresses[0].port)
        try await client.send(get("/"))
        await started.wait()
        try await client.reset()
        await cancelled.wait()
        await bound.close()
    }
}

/// A service in a group of its own, as the program runs it.
private struct RunningService {
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(_ service: any Service) async throws {
        let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: .silent))
        self.group = group
        task = Task { try await group.run() }
    }

    func shutDown() async {
        await group.triggerGracefulShutdown()
    }

    func ended() async throws {
        try await task.value
    }
}
