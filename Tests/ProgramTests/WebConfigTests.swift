import Foundation
import TestSupport
import Testing

/// `--web.config.file`, as operators use it: with the program, and with Prometheus.
@Suite(.timeLimit(.minutes(5))) struct WebConfigTests {
    /// The password `s3cret`.
    private static let users =
        "basic_auth_users: {prometheus: $2y$04$OQIsOu7AKLUqhjeMjf8SXevf78dVP2T4rIrr/Nu2bEpRO82veRcka}\n"

    private static func file(_ certificates: Certificates, _ lines: String = "") throws -> String {
        let text = """
            tls_server_config:
              cert_file: server.pem
              key_file: server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
            \(lines)
            """
        let path = certificates.file("web.yml")
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test func prometheusScrapesWithCertificateAndPassword() async throws {
        try await withCertificates { certificates in
            try await Site.with { site in
                let web = try Self.file(certificates, Self.users)
                let exporter = try site.start([
                    "serve", "--web.listen-address", "127.0.0.1:0", "--web.config.file", web,
                ])
                let address = try await exporter.url().dropFirst("http://".count)
                let configuration = """
                    global: {scrape_interval: 1s}
                    scrape_configs:
                      - job_name: oresundskraft
                        scheme: https
                        tls_config:
                          {ca_file: \(certificates.ca), cert_file: \(certificates.file("client.pem")), key_file: \(certificates.file("client.key"))}
                        basic_auth: {username: prometheus, password: s3cret}
                        static_configs: [{targets: ["\(address)"]}]
                    """
                let prometheus = try await Prometheus.start(configuration, in: site.folder)
                for query in ["up == 1", "oresundskraft_web_certificate_expiry_timestamp_seconds > time()"] {
                    try await eventually("Prometheus has \(query)") {
                        let answer = try? await Site.curl(
                            prometheus.address + "/api/v1/query", "--get", "--data-urlencode", "query=\(query)")
                        return answer?.contains("\"instance\"") == true
                    }
                }
                // The health check has neither the password nor a certificate that the authority signed for it.
                let health = try await Program(RunningProgram.exporter).run(
                    ["healthcheck", "--url", "https://\(address)/-/healthy", "--web.config.file", web], in: site.folder)
                #expect(health.status == 0, "\(health.errors)")
                let alone = try await Program(RunningProgram.exporter).run(
                    ["healthcheck", "--url", "https://\(address)/-/healthy"], in: site.folder)
                #expect(alone.status == 1)
                try await prometheus.program.end()
                #expect(try await exporter.end() == 0)
            }
        }
    }

    @Test func checkConfigReportsTheFaultsOfBothFiles() async throws {
        try await withCertificates { certificates in
            try await Site.with { site in
                let web = try Self.file(certificates, Self.users)
                let check = { (file: String) in
                    try await Program(RunningProgram.exporter).run(
                        ["check-config", "--web.config.file", file], in: site.folder)
                }
                let good = try await check(web)
                #expect(good.status == 0, "\(good.errors)")
                #expect(good.text.hasPrefix("ok\n"))
                #expect(
                    good.text.contains("web: TLS 1.2 to TLS 1.3, certificates of clients: RequireAndVerifyClientCert\n")
                )
                #expect(good.text.contains("web: users prometheus\n"))
                try site.configure(more: "no_such_key: 1")
                let bad = try await check(try Self.file(certificates, "basic_auth_users: {prometheus: s3cret}"))
                #expect(bad.status == 1)
                #expect(bad.text == "")
                #expect(bad.errors.contains("unknown key `no_such_key`"))
                #expect(
                    bad.errors.contains("web.yml:6:32: basic_auth_users.prometheus: is not a bcrypt hash"),
                    "\(bad.errors)")
                #expect(!bad.errors.contains("s3cret"))
            }
        }
    }

    @Test func aStartWithABrokenFileFails() async throws {
        try await withCertificates { certificates in
            try await Site.with { site in
                let exporter = try site.start([
                    "serve", "--web.listen-address", "127.0.0.1:0", "--web.config.file",
                    try Self.file(certificates, "rate_limit: {interval: soon}"),
                ])
                #expect(try await exporter.status() == 1)
                #expect(exporter.errors.contains("`soon` is not a duration"))
            }
        }
    }

    @Test func eachKeyIsDocumented() throws {
        let page = try String(
            contentsOf: RepositoryPaths.root.appending(path: "docs/web-configuration.md"), encoding: .utf8)
        for key in [
            "cert_file", "cert", "key_file", "key", "client_auth_type", "client_ca_file", "client_ca",
            "client_allowed_sans",
            "min_version", "max_version", "cipher_suites", "prefer_server_cipher_suites", "curve_preferences", "http2",
            "headers", "interval", "burst",
        ] {
            #expect(page.contains(try Regex("\n\\| [^|]*`\(key)`")), "\(key)")
        }
    }
}
