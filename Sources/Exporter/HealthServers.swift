import HTTPServer
import Logging

/// Servers for health probes, on addresses apart from the web's: TLS, users, prefixes and a crowd of scrapes do not
/// affect them.
struct HealthServers: Sendable {
    private let servers: [BoundServer]

    /// Opens the Unix socket beside the store, for ``HealthCheck``, and the listener for other probes.
    ///
    /// On a file system without sockets, the exporter works without that socket.
    ///
    /// - Parameters:
    ///   - path: the path of the store.
    ///   - web: the settings, with the address of the listener if there is one.
    ///   - routes: the routes of the listener.
    ///   - onResponse: called for each of its answers.
    /// - Throws: `ListenError` if the listener cannot be opened, or another exporter answers at the socket.
    static func open(
        store path: String, web: ExporterService.Web, routes: [Route], logger: Logger,
        onResponse: @escaping @Sendable (_ path: String, _ code: Int) -> Void
    ) async throws -> HealthServers {
        var servers: [BoundServer] = []
        let file = ListenAddress.file(HealthCheck.socketPath(store: path))
        do {
            servers.append(
                try await HTTPServer(
                    addresses: [file], announcement: nil, routes: [Routes.healthy], limits: limits, logger: logger
                ).bind())
        } catch let error as ListenError where !error.isInUse {
            logger.warning("healthcheck can only ask with --url", metadata: ["error": "\(error)"])
        }
        guard let address = web.healthAddress else { return HealthServers(servers: servers) }
        let listener = HTTPServer(
            addresses: [address], announcement: "listening for probes", routes: routes, limits: limits, logger: logger,
            onResponse: onResponse)
        do {
            servers.append(try await listener.bind())
        } catch {
            await HealthServers(servers: servers).close()
            throw error
        }
        return HealthServers(servers: servers)
    }

    /// Limits for probes, which are short requests from time to time.
    private static var limits: ServerLimits {
        var limits = ServerLimits()
        limits.connections = 32
        return limits
    }

    func run() async throws {
        try await withThrowingTaskGroup { tasks in
            for server in servers { tasks.addTask { try await server.run() } }
            try await tasks.waitForAll()
        }
    }

    func close() async {
        for server in servers { await server.close() }
    }
}
