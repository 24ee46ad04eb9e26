import Curl
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct TLSTests {
    @Test func aPrivateAuthorityIsTrusted() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                try await withClient(.trusting(certificates)) { client in
                    for host in ["127.0.0.1", "localhost"] {
                        let response = try await client.get(peer.url("/hello", host: host))
                        #expect(response.text == "hello")
                    }
                }
            }
        }
    }

    @Test(arguments: [("wrong-host", "alternative certificate subject name"), ("expired", "expired")])
    func anInvalidCertificateIsRefused(name: String, why: String) async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments(name)) { peer in
                try await withClient(.trusting(certificates)) { client in
                    try await expectTLSFailure(client, peer, why: why)
                }
            }
        }
    }

    @Test func anUnknownAuthorityIsRefused() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                try await withClient { client in
                    try await expectTLSFailure(client, peer, why: "issuer certificate")
                }
                let options = TransportOptions(tls: TLSOptions(caFile: certificates.file("other-ca.pem")), proxy: "")
                try await withClient(options) { client in
                    try await expectTLSFailure(client, peer, why: "issuer certificate")
                }
            }
        }
    }

    @Test func anAuthorityFromTheEnvironmentIsTrusted() async throws {
        try await withCertificates { certificates in
            let environment = ["SSL_CERT_FILE": certificates.ca]
            try await withPeer(certificates.arguments("server")) { peer in
                let tls = TLSOptions(environment: { environment[$0] })
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    let response = try await client.get(peer.url("/hello"))
                    #expect(response.text == "hello")
                }
            }
        }
    }

    @Test func aFolderOfAuthoritiesFromTheEnvironmentIsTrusted() async throws {
        try await withCertificates { certificates in
            try await withTemporaryFolder { folder in
                try FileManager.default.copyItem(
                    atPath: certificates.ca, toPath: folder.appending(path: "ca.pem").path)
                let answer = try await Program("openssl").run(["rehash", folder.path])
                try #require(answer.status == 0, "\(answer.errors)")
                try await withPeer(certificates.arguments("server")) { peer in
                    let tls = TLSOptions(environment: { $0 == "SSL_CERT_DIR" ? folder.path : nil })
                    try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                        let response = try await client.get(peer.url("/hello"))
                        #expect(response.text == "hello")
                    }
                }
            }
        }
    }

    @Test func theConfiguredAuthorityOverridesTheEnvironment() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                let tls = TLSOptions(
                    caFile: certificates.file("other-ca.pem"), environment: { [ca = certificates.ca] _ in ca })
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    try await expectTLSFailure(client, peer, why: "issuer certificate")
                }
            }
        }
    }

    @Test func aMissingAuthorityFromTheEnvironmentIsNamed() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                let tls = TLSOptions(environment: { $0 == "SSL_CERT_FILE" ? "/no/ca.pem" : nil })
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    try await expectTLSFailure(client, peer, why: "/no/ca.pem")
                    try await expectTLSFailure(client, peer, why: "SSL_CERT_FILE")
                }
            }
        }
    }

    @Test func theErrorOnAnUnknownAuthoritySaysWhatToDo() async throws {
        try await withCertificates { certificates in
            for name in ["server", "ca"] {
                try await withPeer(certificates.arguments(name)) { peer in
                    try await withClient { client in
                        try await expectTLSFailure(client, peer, why: "ca_file")
                        try await expectTLSFailure(client, peer, why: "SSL_CERT_FILE")
                    }
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func aCertificateForAnotherNameIsTrustedIfThatNameIsConfigured(throughProxy: Bool) async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("wrong-host")) { peer in
                try await withPeer { proxy in
                    var options = TransportOptions.trusting(certificates)
                    options.tls.serverName = "other.example"
                    if throughProxy { options.proxy = proxy.url("") }
                    try await withClient(options) { client in
                        let response = try await client.get(peer.url("/echo"))
                        #expect(response.text.contains(#"["Host", "127.0.0.1:\#(peer.port)"]"#), "\(response.text)")
                    }
                    options.tls.serverName = "yet.another.example"
                    try await withClient(options) { client in
                        try await expectTLSFailure(client, peer, why: "subject name")
                    }
                }
            }
        }
    }

    @Test(arguments: ["wrong-host", "expired", "other-ca"])
    func anyCertificateIsAcceptedWithoutVerification(name: String) async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments(name)) { peer in
                let options = TransportOptions(tls: TLSOptions(isVerified: false), proxy: "")
                try await withClient(options) { client in
                    let response = try await client.get(peer.url("/hello"))
                    #expect(response.text == "hello")
                }
            }
        }
    }

    @Test func tls11IsRefused() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server") + ["--tls-1-1"]) { peer in
                try await withClient(.trusting(certificates)) { client in
                    try await expectTLSFailure(client, peer, why: "version")
                }
            }
        }
    }

    @Test func aServerWithoutTLSIsATLSError() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(of: CurlRequest(url: "https://127.0.0.1:\(peer.port)/hello"))

                #expect(error.kind == .tls)
            }
        }
    }

    @Test func theClientCertificateIsShown() async throws {
        try await withCertificates { certificates in
            let arguments = certificates.arguments("server") + ["--client-ca", certificates.ca]
            try await withPeer(arguments) { peer in
                try await withClient(certificates.asClient("client")) { client in
                    let response = try await client.get(peer.url("/hello"))

                    #expect(response.text == "hello")
                }
            }
        }
    }

    @Test func aClientCertificateAndItsKeyMayShareAFile() async throws {
        try await withCertificates { certificates in
            let both = certificates.file("both.pem")
            let parts = ["client.key", "client.pem"].map { FileManager.default.contents(atPath: certificates.file($0)) }
            try parts.reduce(into: Data()) { $0 += $1 ?? Data() }.write(to: URL(filePath: both))
            let arguments = certificates.arguments("server") + ["--client-ca", certificates.ca]
            try await withPeer(arguments) { peer in
                let tls = TLSOptions(caFile: certificates.ca, certFile: both)
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    let response = try await client.get(peer.url("/hello"))

                    #expect(response.text == "hello")
                }
            }
        }
    }

    @Test(arguments: [nil, "server"])
    func aClientCertificateThatIsMissingOrOfAnotherAuthorityIsRefused(name: String?) async throws {
        try await withCertificates { certificates in
            let authority = certificates.file(name == nil ? "ca.pem" : "other-ca.pem")
            try await withPeer(certificates.arguments("server") + ["--client-ca", authority]) { peer in
                try await withClient(name.map(certificates.asClient) ?? .trusting(certificates)) { client in
                    let error = try await client.failure(of: CurlRequest(url: peer.url("/hello")))

                    guard case .tls = error else { throw error }
                }
            }
        }
    }

    @Test func aKeyOfAnotherCertificateIsRefused() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                let tls = TLSOptions(
                    caFile: certificates.ca, certFile: certificates.file("client.pem"),
                    keyFile: certificates.file("server.key"))
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    try await expectTLSFailure(client, peer, why: "")
                }
            }
        }
    }

    @Test func anEncryptedKeyIsAnErrorWithoutAPrompt() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                let tls = TLSOptions(
                    caFile: certificates.ca, certFile: certificates.file("client.pem"),
                    keyFile: certificates.file("encrypted.key"))
                try await withClient(TransportOptions(tls: tls, proxy: "")) { client in
                    try await expectTLSFailure(client, peer, why: "private key")
                }
            }
        }
    }

    @Test func aChangedCAFileIsUsedFromTheNextConnectionOn() async throws {
        try await withCertificates { certificates in
            let file = certificates.file("changing.pem")
            try FileManager.default.copyItem(atPath: certificates.file("other-ca.pem"), toPath: file)
            try await withPeer(certificates.arguments("server")) { peer in
                let options = TransportOptions(tls: TLSOptions(caFile: file), proxy: "")
                try await withClient(options) { client in
                    try await expectTLSFailure(client, peer, why: "issuer certificate")

                    try Data(contentsOf: URL(filePath: certificates.ca)).write(to: URL(filePath: file))

                    let response = try await client.get(peer.url("/hello"))

                    #expect(response.text == "hello")
                }
            }
        }
    }

    @Test(arguments: [
        (TLSOptions(caFile: "/no/ca.pem"), "CA file", "/no/ca.pem"),
        (TLSOptions(certFile: "/no/cert.pem"), "client certificate", "/no/cert.pem"),
        (TLSOptions(keyFile: "/no/key.pem"), "client key", "/no/key.pem"),
        (TLSOptions(caFile: "/tmp"), "CA file", "/tmp"), (TLSOptions(caFile: "/dev/null"), "CA file", "/dev/null"),
    ])
    func aFileThatCannotBeReadIsAnErrorAtOnce(tls: TLSOptions, role: String, path: String) throws {
        let error = try #require(throws: CurlError.self) { try CurlClient(TransportOptions(tls: tls)) }

        guard case .unreadableFile(role, path, let reason) = error else { throw error }
        #expect(!reason.isEmpty)
    }

    @Test func aCAFileWithoutACertificateIsATLSError() async throws {
        try await withCertificates { certificates in
            let file = certificates.file("text.pem")
            try Data("no certificate".utf8).write(to: URL(filePath: file))
            try await withPeer(certificates.arguments("server")) { peer in
                try await withClient(TransportOptions(tls: TLSOptions(caFile: file), proxy: "")) { client in
                    try await expectTLSFailure(client, peer, why: "text.pem")
                }
            }
        }
    }

    private func expectTLSFailure(
        _ client: CurlClient, _ peer: Peer, why: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let error = try await client.failure(
            of: CurlRequest(url: peer.url("/hello")), sourceLocation: sourceLocation)

        guard case .tls("127.0.0.1:\(peer.port)", let reason) = error else { throw error }
        #expect(why.isEmpty || reason.contains(why), "\(reason)", sourceLocation: sourceLocation)
    }
}

extension Certificates {
    /// Presents the certificate of that name to the server.
    fileprivate func asClient(_ name: String) -> TransportOptions {
        TransportOptions(
            tls: TLSOptions(caFile: ca, certFile: file("\(name).pem"), keyFile: file("\(name).key")), proxy: "")
    }
}
