import Curl
import Ground
import Testing

/// Limits on time and size.
@Suite(.serialized) struct LimitTests {
    /// Longer than any test takes: a limit without effect.
    private static let never = Duration.seconds(300)

    @Test(arguments: ["/stall-head", "/slow/60000"])
    func aTotalTimeThatEndsBeforeTheAnswerIsATimeout(path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(
                    of: CurlRequest(url: peer.url(path), timeout: .milliseconds(300), stallTimeout: LimitTests.never))

                #expect(
                    error == .timeout(host: "127.0.0.1:\(peer.port)", after: .milliseconds(300), phase: .waiting))
            }
        }
    }

    @Test func theTotalTimeEndsASlowAnswerThatNeverStalls() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(
                    of: CurlRequest(
                        url: peer.url("/trickle/20"), timeout: .seconds(1), stallTimeout: .milliseconds(900)))

                #expect(error == .timeout(host: "127.0.0.1:\(peer.port)", after: .seconds(1), phase: .receiving))
            }
        }
    }

    @Test(arguments: [("/stall-head", CurlError.Phase.waiting), ("/stall-body", .receiving)])
    func tooLongWithoutAByteIsAStall(path: String, phase: CurlError.Phase) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(
                    of: CurlRequest(url: peer.url(path), timeout: LimitTests.never, stallTimeout: .milliseconds(300)))

                #expect(error == .stalled(host: "127.0.0.1:\(peer.port)", after: .milliseconds(300), phase: phase))
            }
        }
    }

    @Test func aBodyThatNobodyReadsIsAStall() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let body = [UInt8](repeating: 0, count: 30_000_000)

                let error = try await client.failure(
                    of: CurlRequest(
                        url: peer.url("/unread"), method: .post(body: body), timeout: LimitTests.never,
                        stallTimeout: .milliseconds(500)))

                #expect(error == .stalled(host: "127.0.0.1:\(peer.port)", after: .milliseconds(500), phase: .waiting))
            }
        }
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.max / 2)])
    func anEnormousTimeIsAccepted(time: Duration) async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", connectTimeout: time)) { client in
                let request = CurlRequest(url: peer.url("/hello"), timeout: time, stallTimeout: time)

                let response = try await client.send(request)

                #expect(response.text == "hello")
            }
        }
    }

    @Test func aFastTransferThatStopsIsNoticedSoon() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let clock = ContinuousClock()
                let start = clock.now

                let error = try await client.failure(
                    of: CurlRequest(
                        url: peer.url("/burst-then-stall"), timeout: LimitTests.never, stallTimeout: .milliseconds(500))
                )

                guard case .stalled = error else { throw error }
                // libcurl's own measure, a mean over five seconds, would take longer than that.
                #expect(clock.now - start < .seconds(5))
            }
        }
    }

    @Test func aSlowAnswerWithinItsLimitsArrives() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.send(
                    CurlRequest(url: peer.url("/slow/500"), timeout: .seconds(60), stallTimeout: .seconds(30)))

                #expect(response.text == "slow")
                #expect(response.duration >= .milliseconds(500))
            }
        }
    }

    @Test func aHandshakeThatNeverComesIsATimeoutOfConnecting() async throws {
        try await withPeer(["--silent"]) { peer in
            let options = TransportOptions(proxy: "", connectTimeout: .milliseconds(300))
            try await withClient(options) { client in
                let error = try await client.failure(
                    of: CurlRequest(
                        url: "https://127.0.0.1:\(peer.port)/", timeout: LimitTests.never,
                        stallTimeout: .milliseconds(1)))

                #expect(
                    error == .timeout(host: "127.0.0.1:\(peer.port)", after: .milliseconds(300), phase: .connecting))
            }
        }
    }

    @Test func zeroTimeIsATimeoutAndNotNoLimit() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(of: CurlRequest(url: peer.url("/stall-head"), timeout: .zero))

                #expect(error.kind == .timeout)
            }
        }
    }

    @Test(arguments: ["size", "chunked", "gzip", "deflate"])
    func aBodyBeyondTheLimitIsRefusedHoweverItIsSent(way: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let url = peer.url("/\(way)/100001")

                let error = try await client.failure(of: CurlRequest(url: url, maxResponseSize: 100_000))

                #expect(error == .tooLarge(host: "127.0.0.1:\(peer.port)", limit: 100_000))
            }
        }
    }

    @Test(arguments: ["size", "chunked", "gzip", "gzip-incompressible"])
    func aBodyOfExactlyTheLimitIsTaken(way: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let request = CurlRequest(url: peer.url("/\(way)/100000"), maxResponseSize: 100_000)

                let response = try await client.send(request)

                #expect(response.body.count == 100_000)
            }
        }
    }

    @Test func aGzipBombOfAGigabyteIsRefusedAtTheLimit() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let request = CurlRequest(url: peer.url("/gzip/1000000000"), maxResponseSize: 1 << 20)

                let error = try await client.failure(of: request)

                #expect(error == .tooLarge(host: "127.0.0.1:\(peer.port)", limit: 1 << 20))
            }
        }
    }

    @Test func aContentLengthAboveTheLimitIsRefusedAtOnce() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let request = CurlRequest(url: peer.url("/promise/9000000000"), maxResponseSize: 1 << 20)

                let error = try await client.failure(of: request)

                #expect(error == .tooLarge(host: "127.0.0.1:\(peer.port)", limit: 1 << 20))
            }
        }
    }

    @Test(arguments: ["/endless-head", "/endless-line"])
    func aHeadWithoutEndIsRefused(path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let error = try await client.failure(of: CurlRequest(url: peer.url(path)))

                guard case .invalidAnswer = error else { throw error }
            }
        }
    }

    @Test func theClientStillWorksAfterEachOfThese() async throws {
        try await withPeer { peer in
            try await withClient { client in
                for path in ["/stall-head", "/stall-body", "/trickle/10", "/gzip/200000", "/endless-head", "/close"] {
                    let request = CurlRequest(
                        url: peer.url(path), timeout: .milliseconds(400), stallTimeout: .milliseconds(200),
                        maxResponseSize: 100_000)
                    _ = try await client.failure(of: request)
                    #expect(try await client.get(peer.url("/hello")).text == "hello")
                }
            }
        }
    }
}
