import Foundation
import Ground
import TestSupport
import Testing

@testable import Configuration
@testable import WebSecurity

/// Web configuration files to the effect of those in exporter-toolkit's `web/testdata`: the good pass, and the bad have
/// the exact faults beside them; `UPDATE_GOLDEN=1` rewrites them.
struct WebConfigurationTests {
    @Test(arguments: WebFolder.fixtures("good-"))
    func aGoodFileIsAccepted(name: String) async throws {
        try await WebFolder.with { folder in
            let (_, warnings) = try WebSecurity.load(path: try folder.take(name), logger: .silent)
            let warned = [
                "good-no-tls.yml", "good-old-version.yml", "good-rate-limit.yml", "good-tls-any-authority.yml",
                "good-users.yml",
            ]
            #expect(warnings.isEmpty == !warned.contains(name), "\(warnings)")
        }
    }

    @Test(arguments: WebFolder.fixtures("bad-"))
    func aBadFileIsRefusedWithItsExactFaults(name: String) async throws {
        try await WebFolder.with { folder in
            let path = try folder.take(name)
            let error = try #require(throws: ConfigurationError.self) {
                try WebSecurity.load(path: path, logger: .silent)
            }
            let text = folder.shown(error.description) + "\n"
            let golden = RepositoryPaths.fixtures.appending(path: "web/\(name.replacing(".yml", with: ".txt"))")
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                try text.write(to: golden, atomically: true, encoding: .utf8)
            }
            #expect(try text == String(contentsOf: golden, encoding: .utf8))
            for secret in ["secret-4711", "qRTBuFoULoYNA7AQ"] { #expect(!text.contains(secret)) }
        }
    }

    @Test func theFilesSettingsAreUsed() async throws {
        try await WebFolder.with { folder in
            let path = try folder.write(
                """
                tls_server_config:
                  cert_file: server.pem
                  key_file: ./server.key
                  client_ca_file: \(folder.path("ca.pem"))
                  client_auth_type: RequireAndVerifyClientCert
                  client_allowed_sans: [client.example]
                  min_version: TLS13
                  curve_preferences: [X25519, CurveP256]
                http_server_config: {headers: {X-Frame-Options: sameorigin, X-XSS-Protection: ""}}
                basic_auth_users: {anna: $2y$10$qRTBuFoULoYNA7AQ/F3ck.trZBPyjV64.oA4ZsSBCIWvXuvQlQTuu}
                rate_limit: {interval: 1m30s, burst: 7}
                """)
            let (configuration, warnings) = try WebConfiguration.load(path: path, judge: CertificateInspector())
            #expect(warnings.isEmpty)
            let tls = try #require(configuration.tls)
            #expect(tls.clientPolicy == .requireAndVerify)
            #expect(tls.allowedNames == ["client.example"])
            #expect(tls.minimum == .tls13)
            #expect(tls.curves == [0x1D, 0x17])
            #expect(tls.cipherSuites == nil)
            #expect(configuration.headers == [.init(name: "X-Frame-Options", value: "sameorigin")])
            #expect(configuration.users.keys.sorted() == ["anna"])
            #expect(configuration.rateLimit == .init(interval: .seconds(90), burst: 7))
            let files = ["web.yml", "server.pem", "server.key", "ca.pem"].map(folder.path)
            #expect(configuration.files == files)
            #expect(!configuration.letsInEverybody)
            #expect(!"\(configuration)".contains("PRIVATE KEY"))
        }
    }

    @Test(arguments: [
        ("expired", "`…/expired.pem`: the certificate ended on 20"),
        ("future", "`…/future.pem`: the certificate begins on 2099-01-01: until then clients refuse it"),
    ])
    func aCertificateOutsideItsValidityIsAWarning(name: String, warning: String) async throws {
        try await WebFolder.with { folder in
            let path = try folder.write("tls_server_config: {cert_file: \(name).pem, key_file: \(name).key}")
            let (_, warnings) = try WebSecurity.load(path: path, logger: .silent)
            #expect(warnings.count == 1)
            let expected = warning.replacing("…", with: folder.certificates.folder.path)
            #expect(warnings.first?.message.hasPrefix(expected) == true, "\(warnings)")
            #expect(warnings.first?.keyPath == "tls_server_config.cert_file")
        }
    }

    @Test func aWorldReadableKeyIsAWarning() async throws {
        try await WebFolder.with { folder in
            chmod(folder.path("server.key"), 0o644)
            let path = try folder.write("tls_server_config: {cert_file: server.pem, key_file: server.key}")
            let (_, warnings) = try WebSecurity.load(path: path, logger: .silent)
            #expect(warnings.map(\.message).contains { $0.contains("can be read by every user of this machine") })
        }
    }

    @Test(arguments: [
        ("1s", Duration.seconds(1)), ("250ms", .milliseconds(250)), ("1m30s", .seconds(90)), ("1.5h", .seconds(5400)),
        ("1000000000", .seconds(1)), ("0", .zero), ("500us", .microseconds(500)), ("2µs", .microseconds(2)),
        ("-1s", .seconds(-1)),
    ])
    func durationsAreRead(text: String, duration: Duration) async throws {
        try await WebFolder.with { folder in
            let path = try folder.write("rate_limit: {interval: \(text), burst: 1}")
            let load = { try WebConfiguration.load(path: path, judge: CertificateInspector()).configuration }
            if duration < .zero {
                #expect(throws: ConfigurationError.self) { try load() }
            } else {
                #expect(try load().rateLimit?.interval == (duration == .zero ? nil : duration))
            }
        }
    }

    @Test(arguments: ["1", "s", "1x", "1s1", "1.2.3s", "--1s", "9999999h9999999h"])
    func otherTextsAreNotDurations(text: String) async throws {
        try await WebFolder.with { folder in
            let path = try folder.write("rate_limit: {interval: \(text == "1" ? "one" : text), burst: 1}")
            #expect(throws: ConfigurationError.self) {
                try WebConfiguration.load(path: path, judge: CertificateInspector())
            }
        }
    }
}
