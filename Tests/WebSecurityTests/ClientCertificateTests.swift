import TestSupport
import Testing

@testable import WebSecurity

/// The policies about certificates of clients, asked of curl.
@Suite(.timeLimit(.minutes(5))) struct ClientCertificateTests {
    /// The certificates that clients present, by the name of their files; nil for none.
    private func served(_ lines: String, _ clients: [String?]) async throws -> [Bool] {
        var served: [Bool] = []
        try await SecuredServer.with(SecuredServer.certificate + lines) { server in
            try await server.makeStranger()
            for client in clients {
                var flags: [String] = []
                if let client {
                    flags = [
                        "--cert", server.folder.path("\(client).pem"), "--key", server.folder.path("\(client).key"),
                    ]
                }
                let answer = try await server.curl("/metrics", flags)
                #expect((answer.status == 0) == answer.text.hasSuffix("up 1\n"))
                served.append(answer.status == 0)
            }
        }
        return served
    }

    private static let clients = [nil, "client", "stranger"]

    @Test(arguments: [
        ("NoClientCert", "", [true, true, true]), ("RequestClientCert", "", [true, true, true]),
        ("RequireAnyClientCert", "", [false, true, true]), ("RequireClientCert", "", [false, true, true]),
        ("VerifyClientCertIfGiven", "  client_ca_file: ca.pem\n", [true, true, false]),
        ("RequireAndVerifyClientCert", "  client_ca_file: ca.pem\n", [false, true, false]),
        // Without an authority of its own no such client is known to the system.
        ("RequireAndVerifyClientCert", "", [false, false, false]),
    ])
    func aPolicyAdmitsItsClients(policy: String, authority: String, expected: [Bool]) async throws {
        let served = try await served("  client_auth_type: \(policy)\n\(authority)", Self.clients)
        #expect(served == expected)
    }

    /// A certificate that signed itself is its own authority, as in the toolkit's example.
    @Test func aSelfSignedCertificateMayBeItsAuthority() async throws {
        let lines = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: stranger.pem\n"
        try await SecuredServer.with("") { server in
            try await server.makeStranger()
            let path = try server.folder.write(SecuredServer.certificate + lines, to: "own.yml")
            let (security, _) = try WebSecurity.load(path: path, logger: .silent)
            try await SecuredServer.serving(security, in: server.folder) { server in
                let own = ["--cert", server.folder.path("stranger.pem"), "--key", server.folder.path("stranger.key")]
                let known = try await server.curl("/metrics", own)
                #expect(known.status == 0, "\(known.errors)")
                #expect(try await server.curl("/metrics").status != 0)
            }
        }
    }

    @Test(arguments: [
        (["client.example"], true), (["one", "client.example"], true), (["example"], false),
        (["CLIENT.example"], false),
    ])
    func onlyAllowedNamesAreAdmitted(names: [String], isServed: Bool) async throws {
        for policy in [
            "RequireAndVerifyClientCert", "VerifyClientCertIfGiven", "RequireAnyClientCert", "RequestClientCert",
        ] {
            let lines = """
                  client_auth_type: \(policy)
                  client_ca_file: ca.pem
                  client_allowed_sans: [\(names.joined(separator: ", "))]

                """
            // Without a certificate there is no name.
            #expect(try await served(lines, ["client", nil]) == [isServed, false], "\(policy)")
        }
    }

    @Test func namesMayBeAddressesAndURIs() async throws {
        for name in ["192.0.2.7", "2001:db8::1", "anna@example.org", "spiffe://example.org/prometheus"] {
            let lines = """
                  client_auth_type: RequireAnyClientCert
                  client_allowed_sans: ["\(name)"]

                """
            #expect(try await served(lines, ["stranger", "client"]) == [true, false], "\(name)")
        }
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        let lines = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
        #expect(try await served(lines, ["expired"]) == [false])
    }
}

extension SecuredServer {
    /// Makes a certificate that no authority signed.
    fileprivate func makeStranger() async throws {
        let names =
            "DNS:stranger,IP:192.0.2.7,IP:2001:db8::1,email:anna@example.org,URI:spiffe://example.org/prometheus"
        let answer = try await Program("openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=stranger", "-addext", "subjectAltName=\(names)", "-keyout", folder.path("stranger.key"),
            "-out", folder.path("stranger.pem"),
        ])
        guard answer.status == 0 else { throw Program.Failure(description: answer.errors) }
    }

    fileprivate func curl(_ path: String, _ flags: [String]) async throws -> Program.Answer {
        try await Program("curl").run(
            ["--silent", "--show-error", "--max-time", "60", "--cacert", folder.certificates.ca] + flags + [
                "https://localhost:\(port)\(path)"
            ])
    }
}
