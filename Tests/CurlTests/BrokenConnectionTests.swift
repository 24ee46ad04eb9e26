import Curl
import Testing

/// Connections that cannot be made, or break.
@Suite(.serialized) struct BrokenConnectionTests {
    @Test(arguments: ["/close", "/reset", "/truncated", "/truncated-chunks"])
    func anAnswerThatIsCutShortIsANetworkFailure(path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(of: CurlRequest(url: peer.url(path)))

                guard case .network("127.0.0.1:\(peer.port)", _) = error else { throw error }
            }
        }
    }

    @Test(arguments: ["/garbage", "/gzip-damaged"])
    func anAnswerThatIsNotHTTPIsInvalid(path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(of: CurlRequest(url: peer.url(path)))

                guard case .invalidAnswer = error else { throw error }
            }
        }
    }

    @Test func aPortThatNobodyListensOnIsRefused() async throws {
        let port = try await withPeer { $0.port }
        try await withClient { client in
            let error = try await client.failure(of: CurlRequest(url: "http://127.0.0.1:\(port)/"))

            guard case .network("127.0.0.1:\(port)", let reason) = error else { throw error }
            #expect(reason.contains("refused"))
        }
    }

    @Test func aHostThatDoesNotExistIsNamed() async throws {
        try await withClient { client in
            let error = try await client.failure(of: CurlRequest(url: "http://unknown-host.invalid/path?key=s3cret"))

            guard case .network("unknown-host.invalid", let reason) = error else { throw error }
            #expect(reason.contains("resolve"))
            #expect(!"\(error)".contains("s3cret"))
        }
    }

    @Test func aKeptConnectionThatTheServerClosedIsReplaced() async throws {
        try await withPeer { peer in
            try await withClient { client in
                for _ in 0..<3 {
                    let response = try await client.get(peer.url("/hello"))
                    #expect(response.text == "hello")
                    // Ends its connection after it has answered.
                    _ = try? await client.get(peer.url("/close"))
                }
            }
        }
    }
}
