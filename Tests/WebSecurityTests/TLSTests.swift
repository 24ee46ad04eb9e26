import Foundation
import TestSupport
import Testing

@testable import HTTPServer
@testable import WebSecurity

/// Encrypted connections, with common clients: curl, openssl and Python.
@Suite(.timeLimit(.minutes(5))) struct TLSTests {
    private static let certificate = SecuredServer.certificate

    @Test func curlIsServedAndLargeAnswersComeWhole() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            let answer = try await server.curl("/metrics")
            #expect(answer.text.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.text.hasSuffix("up 1\n"), "\(answer)")
            let large = try await server.curl("/large")
            #expect(large.text.hasSuffix(String(repeating: "0123456789abcde\n", count: 65_536)))
            // A client that prefers HTTP/2 gets HTTP/1.1.
            let second = try await server.curl("/metrics", "--http2")
            #expect(second.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func pythonKeepsAConnectionForManyRequests() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            let script = """
                import http.client, ssl, sys
                context = ssl.create_default_context(cafile=sys.argv[2])
                context.set_alpn_protocols(["h2", "http/1.1"])
                connection = http.client.HTTPSConnection("localhost", int(sys.argv[1]), context=context)
                connection.connect()
                first = connection.sock
                assert first.selected_alpn_protocol() == "http/1.1"
                assert first.version() == "TLSv1.3"
                for path in ["/metrics", "/large", "/nowhere"] * 30:
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    body = answer.read()
                    assert len(body) == int(answer.getheader("Content-Length"))
                    assert answer.status == (404 if path == "/nowhere" else 200)
                assert connection.sock is first
                connection.request("POST", "/reload", body=b"x" * 60000)
                assert len(connection.getresponse().read()) == 60000
                """
            let answer = try await Program.python.run(["-c", script, "\(server.port)", server.folder.certificates.ca])
            #expect(answer.status == 0, "\(answer.errors)")
        }
    }

    @Test func plainHTTPGetsAnExplanation() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            let answer = try await server.plain("/metrics")
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer)")
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"))
            #expect(
                try await server.plain("/reload", ["--data", String(repeating: "x", count: 5000)]).contains(" 400 "))
            #expect(try await server.stillAnswers())
        }
    }

    // MARK: Versions, ciphers and curves

    @Test(arguments: [
        ("", ["-tls1_2", "-tls1_3"], ["-tls1", "-tls1_1"]),
        ("  min_version: TLS13\n", ["-tls1_3"], ["-tls1_2"]),
        ("  max_version: TLS12\n", ["-tls1_2"], ["-tls1_3"]),
        ("  min_version: TLS10\n", ["-tls1_2", "-tls1_3"], ["-tls1_1"]),
        ("  cipher_suites: [TLS_AES_128_GCM_SHA256]\n", ["-tls1_3"], ["-tls1_2"]),
    ])
    func onlyTheConfiguredVersionsAreAccepted(lines: String, spoken: [String], refused: [String]) async throws {
        try await SecuredServer.with(Self.certificate + lines) { server in
            for version in spoken {
                let answer = try await server.openssl(version)
                #expect(answer.text.contains("up 1\n"), "\(version): \(answer.errors)")
                #expect(answer.text.contains("Verify return code: 0 (ok)"))
            }
            for version in refused {
                let answer = try await server.openssl(version, "-cipher", "ALL:@SECLEVEL=0")
                #expect(!answer.text.contains("up 1\n"), "\(version)")
                #expect(answer.status != 0)
            }
        }
    }

    @Test func oldCiphersAreRefused() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            for cipher in [
                "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
            ] {
                #expect(try await server.openssl("-tls1_2", "-cipher", cipher).text.contains("up 1\n"), "\(cipher)")
            }
            for cipher in [
                "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-SHA", "NULL", "aNULL", "DHE", "PSK",
            ] {
                let answer = try await server.openssl("-tls1_2", "-cipher", "\(cipher):@SECLEVEL=0")
                #expect(!answer.text.contains("up 1\n"), "\(cipher)")
            }
        }
    }

    @Test func onlyTheConfiguredCiphersAndCurvesAreAccepted() async throws {
        let lines = """
              cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA]
              curve_preferences: [CurveP521, CurveP384]

            """
        try await SecuredServer.with(Self.certificate + lines) { server in
            for cipher in ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"] {
                #expect(try await server.openssl("-tls1_2", "-cipher", cipher).text.contains("Cipher    : \(cipher)\n"))
            }
            let other = try await server.openssl("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
            #expect(!other.text.contains("up 1\n"))
            for (curve, isSpoken) in [("P-521", true), ("P-384", true), ("P-256", false), ("X25519", false)] {
                let answer = try await server.openssl("-tls1_3", "-groups", curve)
                #expect(answer.text.contains("up 1\n") == isSpoken, "\(curve)")
            }
        }
    }

    @Test func renegotiationIsRefused() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            // `R` as a line asks for it; it only can in TLS 1.2.
            let answer = try await Program("openssl").run(
                ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2"], input: Array("R\nGET".utf8))
            #expect((answer.errors + answer.text).contains("RENEGOTIATING"))
            // The connection ends.
            #expect(answer.status != 0)
            #expect(try await server.stillAnswers())
        }
    }

    @Test func aSessionIsResumed() async throws {
        for policy in ["NoClientCert", "RequireAndVerifyClientCert"] {
            let lines =
                policy == "NoClientCert"
                ? ""
                : "  client_auth_type: \(policy)\n  client_ca_file: ca.pem\n  client_allowed_sans: [client.example]\n"
            try await SecuredServer.with(Self.certificate + lines) { server in
                let session = server.folder.path("session")
                let own = ["-cert", server.folder.path("client.pem"), "-key", server.folder.path("client.key")]
                for (version, flag) in [
                    ("-tls1_2", "-sess_out"), ("-tls1_2", "-sess_in"), ("-tls1_3", "-sess_out"),
                    ("-tls1_3", "-sess_in"),
                ] {
                    let answer = try await server.openssl(version, flag, session, own[0], own[1], own[2], own[3])
                    #expect(answer.text.contains("up 1\n"), "\(policy) \(version) \(flag): \(answer.errors)")
                }
            }
        }
    }

    // MARK: Clients that break the protocol

    @Test func aThousandHalfHandshakesDoNotKeepOthersOut() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            let script = """
                import socket, sys
                held = []
                for number in range(2000):
                    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                    connection.send(bytes.fromhex("160301020001000" + "1fc0303") if number % 2 else b"\\x16")
                    held.append(connection)
                    if len(held) > 600:
                        held.pop(0).close()
                print("ready", flush=True)
                sys.stdin.read()
                """
            let flood = try RunningProgram(
                Program.pythonPath, ["-c", script, "\(server.port)"], in: server.folder.certificates.folder)
            try await eventually("the flood is there") { flood.output.contains("ready") || !flood.process.isRunning }
            #expect(try await server.stillAnswers())
            #expect(server.bound.openConnections <= 512)
        }
    }

    @Test func slowOversizedAndMeaninglessHandshakesEnd() async throws {
        var limits = ServerLimits()
        limits.handshakeTime = .milliseconds(300)
        try await SecuredServer.with(Self.certificate, limits: limits) { server in
            let script = """
                import socket, sys, time
                def ends(what, *parts):
                    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                    connection.settimeout(60)
                    try:
                        for part in parts:
                            connection.sendall(part)
                        while connection.recv(65536):
                            pass
                    except ConnectionError:
                        pass
                    print(what, "ended")
                hello = bytes.fromhex("16030102000100") + b"\\x01\\xfc\\x03\\x03"
                ends("nothing")
                ends("a part", hello)
                ends("junk", b"\\x00" * 5000)
                ends("junk record", b"\\x16\\x03\\x01\\xff\\xff" + b"\\x01" * 70000)
                # A ClientHello that claims sixteen megabytes.
                ends("oversized", *[b"\\x16\\x03\\x01\\x40\\x00" + b"\\x01\\xff\\xff\\xff" + b"\\x03" * 16380] * 20)
                ends("old", b"\\x80\\x2e\\x01\\x00\\x02" + b"\\x00" * 44)
                """
            let answer = try await Program.python.run(["-c", script, "\(server.port)"])
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.text.split(separator: "\n").count == 6)
            #expect(try await server.stillAnswers())
            try await eventually("all connections are gone") { server.bound.openConnections == 0 }
        }
    }

    /// A client that closes its side without close_notify is still answered.
    @Test func aClientMayEndWithoutCloseNotify() async throws {
        try await SecuredServer.with(Self.certificate) { server in
            let script = """
                import socket, ssl, sys
                context = ssl.create_default_context(cafile=sys.argv[2])
                plain = socket.create_connection(("localhost", int(sys.argv[1])))
                connection = context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False)
                connection.sendall(b"GET /large HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
                connection.shutdown(socket.SHUT_WR)
                raw = b""
                raw_socket = socket.socket(fileno=connection.detach())
                while True:
                    part = raw_socket.recv(65536)
                    if not part:
                        break
                    raw += part
                assert len(raw) > 1 << 20, len(raw)
                """
            let answer = try await Program.python.run(["-c", script, "\(server.port)", server.folder.certificates.ca])
            #expect(answer.status == 0, "\(answer.errors)")
        }
    }

    @Test(arguments: ["expired", "future", "wrong-host"])
    func clientsRefuseAnInvalidCertificate(name: String) async throws {
        try await SecuredServer.with("tls_server_config: {cert_file: \(name).pem, key_file: \(name).key}") { server in
            let answer = try await server.curl("/metrics")
            #expect(answer.status == 60, "\(answer.errors)")
            // Those who do not verify are served.
            #expect(try await server.curl("/metrics", "--insecure").status == 0)
        }
    }
}
