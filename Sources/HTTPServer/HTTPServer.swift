package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A small HTTP/1.1 server for given routes. It answers malformed requests with the right status, keeps the limits of
/// ``ServerLimits``, and shuts down gracefully.
///
/// ```swift
/// let server = HTTPServer(addresses: [try ListenAddress(parsing: ":9877")], routes: [
///     Route(path: "/-/healthy") { _ in .ready(.text(200, "ok")) }
/// ], logger: logger)
/// let bound = try await server.bind()  // throws where the port is in use
/// try await bound.run()                // returns after a graceful shutdown
/// ```
package struct HTTPServer: Service {
    let addresses: [ListenAddress]
    let announcement: Logger.Message?
    let routes: RouteTable
    let limits: ServerLimits
    let logger: Logger
    let threads: Int
    let gate: any RequestGate
    let onResponse: @Sendable (_ path: String, _ code: Int) -> Void
    /// Seconds since 1970, for `Date`; replaced in tests.
    var now: @Sendable () -> Int = HTTPDate.now

    /// Creates a server that is not started.
    /// - Parameters:
    ///   - addresses: the addresses to listen on.
    ///   - announcement: the log line that names each address; nil for none.
    ///   - routes: the routes to serve; everything else gets 404, or 405 for another method.
    ///   - limits: the limits on clients.
    ///   - gate: decides about admission and encryption.
    ///   - threads: event loops. One serves many thousand answers a second, so more help only with slow handlers.
    ///   - onResponse: called for each answer when it is written, on an event loop, with the route's path or `other`,
    ///     and the status code. It must not block.
    package init(
        addresses: [ListenAddress], announcement: Logger.Message? = "listening", routes: [Route],
        limits: ServerLimits = .init(), logger: Logger, gate: any RequestGate = OpenGate(), threads: Int = 1,
        onResponse: @escaping @Sendable (_ path: String, _ code: Int) -> Void = { _, _ in }
    ) {
        self.addresses = addresses
        self.announcement = announcement
        self.routes = RouteTable(routes)
        self.limits = limits
        self.logger = logger
        self.gate = gate
        self.threads = max(1, threads)
        self.onResponse = onResponse
    }

    /// Listens, and answers from now on. The caller must call the result's ``BoundServer/run()`` or
    /// ``BoundServer/close()``.
    /// - Throws: ``ListenError`` for the first address that it cannot listen on; no socket stays open then.
    package func bind() async throws -> BoundServer {
        let connections = OpenFileLimit.makeRoom(forConnections: limits.connections)
        if connections < limits.connections {
            logger.warning(
                "the limit of open files allows few connections",
                metadata: [
                    "connections": .stringConvertible(connections), "remedy": "raise it (ulimit -n, LimitNOFILE=)",
                ])
        }
        let context = ServerContext(
            routes: routes, limits: limits, logger: logger, directory: ConnectionDirectory(capacity: connections),
            gate: gate, onResponse: onResponse, now: now)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        var listener = Listener(group: group, server: context)
        do {
            for address in addresses {
                try await listener.listen(on: address, among: addresses)
            }
        } catch {
            await listener.close()
            try? await group.shutdownGracefully()
            throw error
        }
        if let announcement {
            for address in listener.addresses {
                logger.info(announcement, metadata: ["address": "\(address)"])
            }
        }
        return BoundServer(
            addresses: listener.addresses, server: context, group: group, sockets: listener.sockets,
            files: listener.files)
    }

    /// Listens and serves until a graceful shutdown or a cancellation.
    /// - Throws: ``ListenError``.
    package func run() async throws {
        try await bind().run()
    }
}
