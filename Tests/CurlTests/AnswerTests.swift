import Curl
import Foundation
import Ground
import Testing

/// Answers of a server that works.
@Suite(.serialized) struct AnswerTests {
    @Test func getGivesStatusHeadersAndBody() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/hello"))

                #expect(response.status == 200)
                #expect(response.text == "hello")
                #expect(response.httpVersion == .http1_1)
                #expect(response.header("x-CASE") == "Mixed")
                #expect(response.headers.all("set-cookie") == ["a=1", "b=2"])
                #expect(response.duration > .zero)
            }
        }
    }

    @Test(arguments: [200, 204, 304, 400, 401, 403, 404, 429, 500, 503])
    func everyStatusIsAnAnswer(status: Int) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/status/\(status)"))

                #expect(response.status == status)
            }
        }
    }

    @Test func aRedirectIsReturnedAndNotFollowed() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/redirect"))

                #expect(response.status == 302)
                #expect(response.header("Location") == "/hello")
                #expect(response.body.isEmpty)
            }
        }
    }

    @Test func postBringsBodyAndHeaders() async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", userAgent: "tester/1")) { client in
                let request = CurlRequest(
                    url: peer.url("/echo?a=b%20c"), method: .post(body: Array("line\u{0}and\r\nmore".utf8)),
                    headers: [
                        (name: "Content-Type", value: "application/x-protobuf"), (name: "X-Empty", value: ""),
                        (name: "X-Twice", value: "1"), (name: "X-Twice", value: " 2 "),
                    ])

                let echo = try Echo(try await client.send(request))

                #expect(echo.method == "POST")
                #expect(echo.target == "/echo?a=b%20c")
                #expect(echo.body == "line\u{0}and\r\nmore")
                #expect(echo.values("Content-Type") == ["application/x-protobuf"])
                #expect(echo.values("X-Empty") == [""])
                #expect(echo.values("X-Twice") == ["1", "2"])
                #expect(echo.values("User-Agent") == ["tester/1"])
            }
        }
    }

    @Test(arguments: [0, 3_000_000])
    func aPostOfAnySizeIsSentAtOnceWithoutADefaultType(size: Int) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
                let request = CurlRequest(url: peer.url("/echo"), method: .post(body: body))

                let echo = try Echo(try await client.send(request))

                #expect(echo.body.utf8.count == size)
                #expect(echo.values("Content-Length") == ["\(size)"])
                #expect(echo.values("Expect").isEmpty)
                #expect(echo.values("Content-Type").isEmpty)
            }
        }
    }

    @Test func aGetAfterAPostOnTheSameHandleCarriesNothingOver() async throws {
        try await withPeer { peer in
            try await withClient { client in
                _ = try await client.send(
                    CurlRequest(
                        url: peer.url("/echo"), method: .post(body: [1, 2, 3]),
                        headers: [(name: "X-Key", value: "first")], authentication: .bearer(Secret("token"))))

                let echo = try Echo(try await client.get(peer.url("/echo")))

                #expect(echo.method == "GET")
                #expect(echo.body.isEmpty)
                #expect(echo.values("X-Key").isEmpty && echo.values("Authorization").isEmpty)
            }
        }
    }

    @Test(arguments: ["size", "chunked", "gzip", "deflate"], [0, 1, 20_000, 3_000_000])
    func aBodyArrivesWholeHoweverItIsSent(way: String, size: Int) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/\(way)/\(size)"))

                #expect(response.body.count == size)
                #expect(response.body.allSatisfy { $0 == UInt8(ascii: "x") })
                #expect(response.header("X-Trailer") == nil)
            }
        }
    }

    @Test func acceptEncodingOffersGzip() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let echo = try Echo(try await client.get(peer.url("/echo")))

                #expect(echo.values("Accept-Encoding").first?.contains("gzip") == true)
            }
        }
    }

    @Test func anInterimAnswerIsNotTheAnswer() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/interim"))

                #expect(response.status == 200)
                #expect(response.header("X-Interim") == nil)
                #expect(response.header("X-Final") == "yes")
                #expect(response.text == "final")
            }
        }
    }

    @Test func unusualHeadersAreReturnedUnchanged() async throws {
        try await withPeer { peer in
            try await withClient { client in
                let response = try await client.get(peer.url("/folded"))

                #expect(response.header("X-Empty") == "")
                #expect(response.header("X-Blank") == "padded")
                #expect(response.header("X-Umlaut") == "\u{FFFD}")
                #expect(response.headers.entries.count == 4)
            }
        }
    }
}

/// The request, as the peer received it.
struct Echo: Decodable {
    let method: String
    let target: String
    let headers: [[String]]
    let body: String

    init(_ response: CurlResponse) throws {
        self = try JSONDecoder().decode(Echo.self, from: Data(response.body))
    }

    func values(_ name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}
