import Curl
import Ground
import Testing

/// Requests that are refused before anything is sent.
struct RequestCheckTests {
    @Test(arguments: [
        "", "api.example", "/path", "file:///etc/passwd", "ftp://api.example/", "gopher://api.example/", "http://",
        "https:///path", "http:/path", "http://api.example:99999/", "http://a b/", "http://api.example/\r\nX: y",
        "http://api.example/\u{0}", "http://[::1/", "javascript:alert(1)", "dict://api.example/",
        "httpx://api.example/",
    ])
    func aURLThatIsNotHTTPIsRefused(url: String) async throws {
        try await withClient { client in
            let error = try await client.failure(of: CurlRequest(url: url))

            guard case .invalidURL = error else { throw error }
        }
    }

    @Test(arguments: ["https://me:s3cret@api.example/", "https://s3cret@api.example/", "https://:s3cret@api.example/"])
    func aURLWithCredentialsIsRefusedWithoutShowingThem(url: String) async throws {
        try await withClient { client in
            let error = try await client.failure(of: CurlRequest(url: url))

            guard case .invalidURL = error else { throw error }
            #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
        }
    }

    @Test(arguments: ["s3cret\r\nX-Evil: 1", "s3cret\n", "s3cret\r", "s3cret\u{0}", "s3cret\u{7F}", "s3cret\u{1B}"])
    func aHeaderValueWithAControlCharacterIsRefusedWithoutShowingIt(value: String) async throws {
        try await withClient { client in
            let request = CurlRequest(url: "http://127.0.0.1/", headers: [(name: "X-Key", value: value)])

            let error = try await client.failure(of: request)

            guard case .invalidHeader("X-Key", _) = error else { throw error }
            #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
        }
    }

    @Test(arguments: [
        "", "X Y", "X:", "X\r\nY", "X\u{0}", "Å", "Content-Length", "transfer-encoding", "Connection",
    ])
    func aHeaderNameThatIsNotATokenOrFramesTheMessageIsRefused(name: String) async throws {
        try await withClient { client in
            let request = CurlRequest(url: "http://127.0.0.1/", headers: [(name: name, value: "1")])

            let error = try await client.failure(of: request)

            guard case .invalidHeader = error else { throw error }
            #expect(!"\(error)".contains("\n"))
        }
    }

    @Test func authenticationBesideItsOwnHeaderIsRefused() async throws {
        try await withClient { client in
            let request = CurlRequest(
                url: "http://127.0.0.1/", headers: [(name: "authorization", value: "Bearer a")],
                authentication: .bearer(Secret("b")))

            let error = try await client.failure(of: request)

            #expect(error == .invalidHeader(name: "Authorization", reason: "the authentication sets it too"))
        }
    }

    @Test func aUserNameWithAColonIsRefused() async throws {
        try await withClient { client in
            let request = CurlRequest(
                url: "http://127.0.0.1/", authentication: .basic(username: "a:b", password: Secret("c")))

            let error = try await client.failure(of: request)

            #expect(error == .invalidHeader(name: "Authorization", reason: "the user name contains a colon"))
        }
    }

    @Test(arguments: ["ftp://proxy.example", "http://me:s3cret@", "http://s3cret proxy", "http://me:s3cret@h:99999"])
    func aProxyThatCannotBeOneIsRefusedWithoutShowingIt(proxy: String) throws {
        let error = try #require(throws: CurlError.self) { try CurlClient(TransportOptions(proxy: proxy)) }

        guard case .invalidProxy = error else { throw error }
        #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
    }

    @Test func aUserAgentWithALineBreakIsRefused() throws {
        let error = try #require(throws: CurlError.self) { try CurlClient(TransportOptions(userAgent: "a\r\nX: y")) }

        guard case .invalidHeader("User-Agent", _) = error else { throw error }
    }
}
