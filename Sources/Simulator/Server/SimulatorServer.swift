package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// The simulated API behind a socket.
///
/// It answers from ``start(_:logger:)`` until it is released or shut down; as a service it ends with its group.
///
///     var options = SimulatorOptions()
///     options.listen = "127.0.0.1:0"
///     let server = try await SimulatorServer.start(options)
///     // GET \(server.url)/api/Consumption/TimeSeries?...
///     await server.shutdown()
package final class SimulatorServer: Service {
    /// The utility behind the API, for tests to compare with.
    package let utility: SimulatedUtility
    /// The value of `api.url`: `http://127.0.0.1:8180/ConsumptionExternal`.
    package let url: String
    /// The port; for port 0 in the options, the one that the system picked.
    package let port: Int
    /// The address it listens on, with the port that the system picked: `127.0.0.1:8180`.
    package var address: String { String(url.dropFirst("http://".count).prefix { $0 != "/" }) }

    private let core: SimulatorCore
    private let accepting: Task<Void, any Error>

    private init(
        utility: SimulatedUtility, url: String, port: Int, core: SimulatorCore, accepting: Task<Void, any Error>
    ) {
        self.utility = utility
        self.url = url
        self.port = port
        self.core = core
        self.accepting = accepting
    }

    deinit { accepting.cancel() }

    /// Binds the address in the options and starts to answer.
    ///
    /// - Parameter logger: gets a line for each request at `info`, never with a key.
    /// - Throws: ``SimulatorError`` if the address cannot be read or bound, or a peak is of a metering point that is not there.
    package static func start(
        _ options: SimulatorOptions,
        logger: Logger = Logger(label: "simulator", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws(SimulatorError) -> SimulatorServer {
        let address = try ListenAddress(options.listen)
        let listener: NIOAsyncChannel<SimulatorCore.Connection, Never>
        do {
            listener = try await bind(address)
        } catch {
            throw SimulatorError.bind(options.listen, error)
        }
        let utility = SimulatedUtility(options.utility)
        for peak in options.utility.peaks
        where !utility.objects.contains(where: { $0.meteringPoint == peak.meteringPoint }) {
            throw SimulatorError.peak(peak.meteringPoint, known: utility.objects.map(\.meteringPoint))
        }
        // A bound socket has a port.
        let port = listener.channel.localAddress?.port ?? address.port
        let host =
            address.host == "0.0.0.0" ? "127.0.0.1" : address.host.contains(":") ? "[\(address.host)]" : address.host
        let origin = "http://\(host):\(port)"
        let core = SimulatorCore(options, utility: utility, origin: origin, logger)
        let accepting = Task {
            do {
                try await listener.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections { group.addTask { await core.serve(connection) } }
                        group.cancelAll()
                    }
                }
            } catch is CancellationError {
                // How it ends.
            }
        }
        return SimulatorServer(
            utility: utility, url: origin + SimulatedEndpoint.base, port: port, core: core, accepting: accepting)
    }

    /// The newest requests, oldest first; at least the last 1,000 are kept.
    package var requests: [RecordedRequest] { core.requests }

    /// Empties ``requests``.
    package func forgetRequests() { core.forgetRequests() }

    /// Replaces all faults; their counts start again from 0.
    package func setFaults(_ rules: [FaultRule]) { core.setFaults(rules) }

    /// Answers until the group shuts down or the task is cancelled; open connections then end at once.
    package func run() async throws {
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await accepting.value
        } onCancelOrGracefulShutdown: {
            self.accepting.cancel()
        }
    }

    /// Closes the socket and all connections, and returns once they are closed.
    package func shutdown() async {
        accepting.cancel()
        _ = await accepting.result
    }

    private static func bind(
        _ address: ListenAddress
    ) async throws -> NIOAsyncChannel<SimulatorCore.Connection, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    return try SimulatorCore.Connection(wrappingChannelSynchronously: channel)
                }
            }
    }
}

/// `ADDRESS:PORT`, `[ADDRESS]:PORT` for IPv6, `:PORT` for all addresses of IPv4.
struct ListenAddress: Hashable {
    let host: String
    let port: Int

    init(_ text: String) throws(SimulatorError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw SimulatorError.address(text)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw SimulatorError.address(text)
        }
        self.host = host.isEmpty ? "0.0.0.0" : host
        self.port = Int(port)
    }
}
