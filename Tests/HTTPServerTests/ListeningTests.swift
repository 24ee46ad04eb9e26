import Glibc
import Logging
import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

struct ListeningTests {
    private func bind(_ addresses: String..., logger: Logger = .silent) async throws -> BoundServer {
        try await HTTPServer(
            addresses: try addresses.map { try ListenAddress(parsing: $0) },
            routes: [Route(path: "/metrics") { _ in .ready(.text(200, "up 1")) }], logger: logger
        ).bind()
    }

    private func isServed(host: String, port: Int) async throws -> Bool {
        let client = try await RawClient.connect(port: port, host: host)
        try await client.send(get("/metrics", "Connection: close"))
        return try await client.receivedToEnd().hasSuffix("up 1\n")
    }

    @Test(arguments: [":0", "[::]:0"]) func allAddressesMeansBothFamilies(_ address: String) async throws {
        let server = try await bind(address)
        #expect(server.addresses.count == 1)
        #expect(try await isServed(host: "127.0.0.1", port: server.addresses[0].port))
        #expect(try await isServed(host: "::1", port: server.addresses[0].port))
        await server.close()
    }

    @Test func portZeroIsReplacedByTheChosenPort() async throws {
        let server = try await bind("127.0.0.1:0", "[::1]:0")
        #expect(server.addresses.map(\.port).allSatisfy { $0 > 0 })
        #expect(server.addresses[0].description == "127.0.0.1:\(server.addresses[0].port)")
        #expect(server.addresses[1].description == "[::1]:\(server.addresses[1].port)")
        #expect(try await isServed(host: "127.0.0.1", port: server.addresses[0].port))
        #expect(try await isServed(host: "::1", port: server.addresses[1].port))
        await server.close()
    }

    @Test func aNameIsResolved() async throws {
        let server = try await bind("localhost:0")
        #expect(try await isServed(host: "localhost", port: server.addresses[0].port))
        await server.close()
    }

    @Test func onePortCanServeAllOfIPv6AndOneIPv4Address() async throws {
        let probe = try await bind(":0")
        let port = probe.addresses[0].port
        await probe.close()
        let server = try await bind("[::]:\(port)", "127.0.0.1:\(port)")
        #expect(server.addresses.map(\.description) == ["[::]:\(port)", "127.0.0.1:\(port)"])
        #expect(try await isServed(host: "127.0.0.1", port: port))
        #expect(try await isServed(host: "::1", port: port))
        await server.close()
    }

    @Test func aPortInUseIsAClearErrorAndLeavesNoSocketOpen() async throws {
        let first = try await bind("127.0.0.1:0")
        let free = try await bind("127.0.0.1:0")
        let (used, other) = (first.addresses[0].port, free.addresses[0].port)
        await free.close()
        let error = await #expect(throws: ListenError.self) {
            _ = try await bind("127.0.0.1:\(other)", "127.0.0.1:\(used)")
        }
        #expect(
            error?.description
                == "cannot listen on \"127.0.0.1:\(used)\": the port is in use; "
                + "stop the process that has it (ss -ltnp names it), or choose another port with --web.listen-address")
        let again = try await bind("127.0.0.1:\(other)")
        await again.close()
        await first.close()
    }

    @Test func anUnknownHostIsAClearError() async throws {
        let error = await #expect(throws: ListenError.self) { _ = try await bind("no-such-host.invalid:0") }
        #expect(error?.description.hasPrefix("cannot listen on \"no-such-host.invalid:0\": the host ") == true)
    }

    @Test func anAddressOfAnotherMachineIsAClearError() async throws {
        let error = await #expect(throws: ListenError.self) { _ = try await bind("192.0.2.1:0") }
        #expect(error?.reason == "this machine has no such address")
    }

    @Test func theLogNamesEachAddress() async throws {
        let lines = LogLines()
        let server = try await bind("127.0.0.1:0", "[::1]:0", logger: Logger(label: "test") { _ in lines })
        #expect(lines.all == server.addresses.map { "listening address=\($0)" })
        await server.close()
    }

    @Test(arguments: [
        (EADDRINUSE, "the port is in use"), (EACCES, "ports below 1024 need a privilege"),
        (EADDRNOTAVAIL, "this machine has no such address"),
        (EAFNOSUPPORT, "this machine has no addresses of that family (IPv6 may be switched off)"),
        (EMFILE, "there are too many open files"), (ENODEV, "No such device"),
    ])
    func eachErrorOfTheSystemHasItsWords(_ code: CInt, _ reason: String) throws {
        let error = ListenError(address: try ListenAddress(parsing: "127.0.0.1:80"), code: code)
        #expect(error.reason == reason)
        #expect(!error.remedy.isEmpty)
        #expect(error.description.hasPrefix("cannot listen on \"127.0.0.1:80\": \(reason); "))
    }

    @Test(arguments: [(512, 1024, 512), (512, 256, 192), (512, 10, 1), (100, 164, 100)])
    func theNumberOfConnectionsFollowsTheLimitOfOpenFiles(_ wanted: Int, _ files: Int, _ expected: Int) {
        #expect(OpenFileLimit.connections(wanted: wanted, openFiles: files) == expected)
    }
}

extension Logger {
    static var silent: Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }
}

/// Log lines at info and above, with their metadata.
final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] {
        lines.withLock { $0 }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .info }
        set {}
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).map { " \($0)=\($1)" }.sorted().joined()
        lines.withLock { $0.append("\(event.message)\(fields)") }
    }
}
