import TestSupport
import Testing

@testable import WebSecurity

/// Users, rate limit and headers, over plain HTTP.
@Suite(.timeLimit(.minutes(5))) struct GateTests {
    private static let users = "basic_auth_users: {anna: \(SecuredServer.hash)}\n"

    @Test func onlyUsersAreAdmitted() async throws {
        try await SecuredServer.with(Self.users) { server in
            for flags in [
                ["--user", "anna:wrong"], ["--user", "bo:s3cret"], ["--header", "Authorization: Bearer x"], [],
            ] {
                let answer = try await server.plain("/metrics", flags)
                #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"), "\(flags): \(answer)")
                #expect(answer.contains("\r\nWWW-Authenticate: Basic realm=\"exporter\", charset=\"UTF-8\"\r\n"))
                #expect(answer.hasSuffix("\r\n\r\nUnauthorized\n"))
            }
            for _ in 0..<2 {
                let answer = try await server.plain("/metrics", ["--user", "anna:s3cret"])
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("up 1\n"))
            }
            let posted = try await server.plain("/reload", ["--user", "anna:s3cret", "--data", "text"])
            #expect(posted.hasSuffix("\r\n\r\ntext"))
        }
    }

    /// Clients without credentials get only the refusal: no path, no method, and no request for a body.
    @Test func unauthenticatedClientsLearnNothingAboutPaths() async throws {
        try await SecuredServer.with(Self.users) { server in
            let requests: [[String]] = [
                ["/nowhere"], ["/reload"], ["/metrics", "--request", "DELETE"], ["/metrics", "--request", "NEW"],
                ["/nowhere", "--data", "a", "--header", "Expect: 100-continue"],
                ["/reload", "--data", "a", "--header", "Expect: 100-continue"],
            ]
            for request in requests {
                let answer = try await server.plain(request[0], Array(request.dropFirst()))
                let last = answer.replacing("HTTP/1.1 100 Continue\r\n\r\n", with: "")
                #expect(last.hasPrefix("HTTP/1.1 401 "), "\(request): \(answer)")
                #expect(!answer.contains("Allow:"))
                // A user gets the content.
                let known = try await server.plain(
                    request[0], Array(request.dropFirst()) + ["--user", "anna:s3cret"])
                #expect(known.contains("HTTP/1.1 401 ") == request.contains("NEW"), "\(request): \(known)")
            }
        }
    }

    @Test func manyWrongPasswordsDoNotLockAUserOut() async throws {
        try await SecuredServer.with(Self.users) { server in
            #expect(try await server.plain("/metrics", ["--user", "anna:s3cret"]).hasPrefix("HTTP/1.1 200 "))
            let script = """
                import base64, http.client, sys
                connection = http.client.HTTPConnection("localhost", int(sys.argv[1]))
                def ask(password):
                    field = "Basic " + base64.b64encode(f"anna:{password}".encode()).decode()
                    connection.request("GET", "/metrics", headers={"Authorization": field})
                    answer = connection.getresponse()
                    answer.read()
                    return answer.status
                for number in range(300):
                    assert ask(f"wrong{number}") == 401
                assert ask("s3cret\\0") == 401
                assert ask("s3cret") == 200
                """
            let answer = try await Program.python.run(["-c", script, "\(server.port)"])
            #expect(answer.status == 0, "\(answer.errors)")
        }
    }

    @Test func moreRequestsThanTheLimitAreRefused() async throws {
        try await SecuredServer.with("rate_limit: {interval: 1h, burst: 3}\n") { server in
            var statuses: [Substring] = []
            for path in ["/metrics", "/nowhere", "/metrics", "/metrics", "/nowhere"] {
                statuses.append(try await server.plain(path).prefix(12))
            }
            #expect(statuses.map { $0.suffix(3) } == ["200", "404", "200", "429", "429"])
        }
    }

    @Test func answersHaveTheUsualHeadersAndThoseOfTheFile() async throws {
        let text = """
            http_server_config:
              headers: {X-Frame-Options: sameorigin, Strict-Transport-Security: max-age=60, Content-Security-Policy: "img-src *"}
            """
        for (text, fields) in [
            ("", ["X-Frame-Options: deny"]),
            (
                text,
                [
                    "X-Frame-Options: sameorigin", "Strict-Transport-Security: max-age=60",
                    "Content-Security-Policy: img-src *",
                ]
            ),
        ] {
            try await SecuredServer.with(text) { server in
                for path in ["/metrics", "/nowhere"] {
                    let answer = try await server.plain(path)
                    for field in ["Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff"] + fields {
                        #expect(answer.contains("\r\n\(field)\r\n"), "\(answer)")
                    }
                    #expect(answer.matches(of: /X-Frame-Options/).count == 1)
                }
            }
        }
    }
}

extension SecuredServer {
    /// The whole answer over plain HTTP.
    func plain(_ path: String, _ flags: [String] = []) async throws -> String {
        try await Program("curl").run(
            ["--silent", "--show-error", "--include", "--max-time", "60"] + flags + ["http://127.0.0.1:\(port)\(path)"]
        ).text
    }
}
