import HTTPServer
import Logging

/// The Unix socket beside the store, at which ``HealthCheck`` asks: addresses, TLS, users and prefixes of the web do not
/// matter to it.
struct HealthSocket: Sendable {
    private let server: BoundServer?

    /// Opens the socket. Where the file system has none, the exporter works without it.
    ///
    /// - Throws: `ListenError` where another exporter answers there.
    static func open(store path: String, logger: Logger) async throws -> HealthSocket {
        let file = SocketFile(HealthCheck.socketPath(store: path))
        let server = HTTPServer(addresses: [], socketFile: file, routes: [Routes.healthy], logger: logger)
        do {
            return HealthSocket(server: try await server.bind())
        } catch let error as ListenError where !error.isInUse {
            logger.warning("healthcheck can only ask with --url", metadata: ["error": "\(error)"])
            return HealthSocket(server: nil)
        }
    }

    func run() async throws {
        try await server?.run()
    }

    func close() async {
        await server?.close()
    }
}
