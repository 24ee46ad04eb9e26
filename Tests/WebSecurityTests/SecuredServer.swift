import Configuration
import Foundation
import HTTPServer
import Logging
import NIOCore
import TestSupport

@testable import WebSecurity

/// A server on a free port of 127.0.0.1 that is secured by a web configuration file, for one test.
struct SecuredServer: Sendable {
    let folder: WebFolder
    let security: WebSecurity
    let bound: BoundServer

    var port: Int { bound.addresses[0].port }

    /// The password `s3cret`, at the lowest cost.
    static let hash = "$2y$04$OQIsOu7AKLUqhjeMjf8SXevf78dVP2T4rIrr/Nu2bEpRO82veRcka"

    /// The certificate of the server, as lines of `tls_server_config`.
    static let certificate = """
        tls_server_config:
          cert_file: server.pem
          key_file: server.key

        """

    /// Serves `/metrics`, `/large` of a megabyte, and POST `/reload`, which answers its body.
    static func with(
        _ text: String, limits: ServerLimits = .init(), _ body: (SecuredServer) async throws -> Void
    ) async throws {
        try await WebFolder.with { folder in
            let (security, _) = try WebSecurity.load(path: try folder.write(text), logger: .silent)
            try await serving(security, in: folder, limits: limits, body)
        }
    }

    /// Serves the same with a security that a test made.
    static func serving(
        _ security: WebSecurity, in folder: WebFolder, limits: ServerLimits = .init(),
        _ body: (SecuredServer) async throws -> Void
    ) async throws {
        let routes = [
            Route(path: "/metrics") { _ in .ready(.text(200, "up 1")) },
            Route(path: "/large") { _ in .ready(HTTPResponse(body: [large])) },
            Route(path: "/reload", method: "POST") { request in .ready(HTTPResponse(body: [request.body])) },
        ]
        let server = HTTPServer(
            addresses: [try ListenAddress(parsing: "127.0.0.1:0")], routes: routes, limits: limits,
            logger: .silent, gate: security)
        let test = SecuredServer(folder: folder, security: security, bound: try await server.bind())
        do {
            try await body(test)
        } catch {
            await test.bound.close()
            throw error
        }
        await test.bound.close()
    }

    private static let large = ByteBuffer(string: String(repeating: "0123456789abcde\n", count: 65_536))

    /// The answer to the program `curl`, with its status line and head.
    func curl(_ path: String, _ flags: String..., scheme: String = "https") async throws -> Program.Answer {
        let trust = scheme == "https" ? ["--cacert", folder.certificates.ca] : []
        return try await Program("curl").run(
            ["--silent", "--show-error", "--include", "--http1.1", "--globoff", "--max-time", "60"] + trust + flags + [
                "\(scheme)://localhost:\(port)\(path)"
            ])
    }

    /// The answer to `openssl s_client`, to which a request is typed.
    func openssl(_ flags: String..., request: String = SecuredServer.get("/metrics")) async throws -> Program.Answer {
        try await Program("openssl").run(
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-CAfile",
                folder.certificates.ca,
            ]
                + ["-ign_eof"] + flags, input: Array(request.utf8))
    }

    /// A complete GET after which the server closes.
    static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" }

    /// True if a new client is served.
    func stillAnswers() async throws -> Bool {
        try await curl("/metrics").text.hasPrefix("HTTP/1.1 200 OK")
    }
}
