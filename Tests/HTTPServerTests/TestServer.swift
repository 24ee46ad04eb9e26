import Logging
import NIOCore
import Synchronization

@testable import HTTPServer

/// A server on a free port of 127.0.0.1, for one test.
struct TestServer: Sendable {
    let bound: BoundServer
    let counts: AnswerCounts
    let gate: Gate

    var port: Int { bound.addresses[0].port }

    /// The routes `/metrics`, `/big`, `/query`, `/later` (answered when the gate opens), and POST `/reload`.
    static func with(
        limits: ServerLimits = .init(), address: String = "127.0.0.1:0",
        routes: (Gate) -> [Route] = TestServer.routes, _ body: (TestServer) async throws -> Void
    ) async throws {
        let counts = AnswerCounts()
        let gate = Gate()
        let server = HTTPServer(
            addresses: [try ListenAddress(parsing: address)], routes: routes(gate), limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onResponse: { path, code in counts.add(path, code) })
        let test = TestServer(bound: try await server.bind(), counts: counts, gate: gate)
        do {
            try await body(test)
        } catch {
            gate.open()
            await test.bound.close()
            throw error
        }
        gate.open()
        await test.bound.close()
    }

    func connect(reads: Bool = true) async throws -> RawClient {
        try await RawClient.connect(port: port, reads: reads)
    }

    /// The complete response to these bytes, up to the end of the connection.
    func exchange(_ text: String) async throws -> String {
        let client = try await connect()
        client.channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        return try await client.receivedToEnd()
    }

    /// Returns true if a new client is served.
    func stillAnswers() async throws -> Bool {
        try await exchange(get("/metrics", "Connection: close")).hasPrefix("HTTP/1.1 200 OK")
    }

    static let bigPart = ByteBuffer(string: String(repeating: "0123456789abcde\n", count: 65_536))

    private static func routes(_ gate: Gate) -> [Route] {
        [
            Route(path: "/metrics") { _ in .ready(.text(200, "up 1")) },
            Route(path: "/big") { _ in .ready(HTTPResponse(body: Array(repeating: bigPart, count: 16))) },
            Route(path: "/query") { request in
                .ready(.text(200, request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")))
            },
            Route(path: "/later") { _ in
                .later {
                    await gate.wait()
                    return .text(200, "at last")
                }
            },
            Route(path: "/reload", method: "POST") { request in
                .ready(.text(200, "body: \(String(buffer: request.body))"))
            },
        ]
    }
}

/// A complete GET.
func get(_ target: String, _ fields: String...) -> String {
    (["GET \(target) HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
}

/// A complete head of a POST to `/reload`.
func post(_ fields: String...) -> String {
    (["POST /reload HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
}

/// The answers that a server counted.
final class AnswerCounts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ path: String, _ code: Int) {
        counts.withLock { $0["\(path) \(code)", default: 0] += 1 }
    }

    var all: [String: Int] {
        counts.withLock { $0 }
    }
}

/// A gate to wait for, which opens once.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen {
                    state.waiters.append(continuation)
                }
                return state.isOpen
            }
            if isOpen {
                continuation.resume()
            }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters {
            waiter.resume()
        }
    }

    /// The number of requests that wait.
    var waiting: Int {
        state.withLock { $0.waiters.count }
    }
}
