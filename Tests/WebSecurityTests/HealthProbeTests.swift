import Configuration
import HTTPServer
import TestSupport
import Testing

@testable import WebSecurity

/// The health check of a server that is secured by a file, with the file alone.
@Suite(.timeLimit(.minutes(5))) struct HealthProbeTests {
    private func probe(_ server: SecuredServer, _ path: String = "/metrics", file: String = "web.yml") async throws {
        let (configuration, _) = try WebConfiguration.load(
            path: server.folder.path(file), judge: CertificateInspector())
        let scheme = configuration.tls == nil ? "http" : "https"
        try await HealthProbe("\(scheme)://127.0.0.1:\(server.port)\(path)", configuration: configuration).ask()
    }

    private static let strict = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: other-ca.pem\n"
    private static let users = "basic_auth_users: {anna: \(SecuredServer.hash)}\n"

    @Test(arguments: [
        "", "  max_version: TLS12\n", strict, "  max_version: TLS12\n" + strict, users, strict + users,
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n",
    ])
    func aRunningServerIsHealthyWhateverItRequires(lines: String) async throws {
        // The host of the address is not that of the certificate.
        for certificate in [
            SecuredServer.certificate, SecuredServer.certificate.replacing("server.", with: "wrong-host."),
        ] {
            try await SecuredServer.with(certificate + lines) { server in try await probe(server) }
        }
    }

    @Test func aServerWithUsersButWithoutTLSIsProbedToo() async throws {
        try await SecuredServer.with(Self.users) { server in try await probe(server) }
    }

    @Test func anotherServerIsNotTheOneOfTheFile() async throws {
        try await SecuredServer.with(SecuredServer.certificate) { server in
            try server.folder.write(
                SecuredServer.certificate.replacing("server.", with: "wrong-host.") + Self.strict, to: "other.yml")
            await #expect(throws: HealthProbe.Failure.self) { try await probe(server, file: "other.yml") }
            await #expect(throws: HealthProbe.Failure.self) { try await probe(server, "/nowhere") }
            await server.bound.close()
            await #expect(throws: HealthProbe.Failure.self) { try await probe(server) }
        }
    }

    @Test(arguments: ["http://localhost/", "localhost:9877", "https://", ""])
    func anImpossibleAddressIsReported(url: String) async throws {
        try await WebFolder.with { folder in
            let (configuration, _) = try WebConfiguration.load(
                path: try folder.write(SecuredServer.certificate), judge: CertificateInspector())
            #expect(throws: HealthProbe.Failure.self) { try HealthProbe(url, configuration: configuration) }
        }
    }
}
