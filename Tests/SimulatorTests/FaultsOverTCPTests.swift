import Foundation
import TestSupport
import Testing

@testable import Simulator

struct FaultsOverTCPTests {
    @Test(arguments: ["401", "403", "404", "429", "500", "502", "503", "504"])
    func aStatusLooksLikeTheGateways(_ name: String) async throws {
        try await withSimulator([name]) { server in
            let answer = try await server.get()
            let body = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
            #expect(answer.status == Int(name))
            #expect(body["statusCode"] as? Int == Int(name) && body["message"] is String)
        }
    }

    @Test func retryAfterIsSecondsOrADate() async throws {
        try await withSimulator(["429:1:first=1,retry-after=7", "429:1:retry-date=60"]) { server in
            let seconds = try await server.get()
            #expect(seconds.header("Retry-After") == "7")
            #expect(seconds.body.contains("Try again in 7 seconds"))
            let answer = try await server.get()
            #expect(answer.header("Retry-After") == "Mon, 23 Nov 2026 20:01:00 GMT")
        }
    }

    @Test func aRedirectNamesItsLocation() async throws {
        try await withSimulator(["redirect:1:location=http://127.0.0.1:1/x"]) { server in
            let answer = try await server.get()
            #expect(answer.status == 302 && answer.header("Location") == "http://127.0.0.1:1/x")
        }
    }

    @Test func aSlowAnswerIsComplete() async throws {
        try await withSimulator(["slow:1:delay=50ms"]) { server in
            let before = ContinuousClock.now
            let answer = try await server.get()
            #expect(ContinuousClock.now - before >= .milliseconds(50))
            #expect(try ReadPage(Data(answer.body.utf8)).rows.count > 50)
        }
    }

    @Test func aStalledHeadNeverEnds() async throws {
        try await withSimulator(["stalled-head:1:first=1"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await eventually("half a head") { client.text.hasPrefix("HTTP/1.1 200 OK") }
            // Others are served meanwhile, and this one still waits.
            let answer = try await server.get()
            #expect(answer.status == 200)
            #expect(client.head == nil && !client.isClosed)
            #expect(server.requests.map(\.status) == [nil, 200])
            await client.close()
        }
    }

    @Test func aStalledBodyStopsInTheMiddle() async throws {
        try await withSimulator(["stalled-body:1:first=1"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await eventually("half a body") {
                guard let length = client.header("Content-Length").flatMap({ Int($0) }) else { return false }
                return client.body.utf8.count >= length / 2
            }
            let answer = try await server.get()
            #expect(answer.status == 200)
            let length = try #require(client.header("Content-Length").flatMap { Int($0) })
            #expect(client.body.utf8.count == length / 2 && !client.isClosed)
            await client.close()
        }
    }

    @Test(arguments: [
        SimulatorServer.query, "\(SimulatorServer.query.replacing("hour", with: "quarter"))&timeSeriesFlow=true",
    ])
    func aTruncatedAnswerEndsTooEarly(_ query: String) async throws {
        try await withSimulator(["truncated"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request(query))
            try await client.waitForEnd()
            let length = try #require(client.header("Content-Length").flatMap { Int($0) })
            #expect(client.status == 200 && client.body.utf8.count > 1000 && client.body.utf8.count < length)
            #expect(!client.wasReset)
        }
    }

    @Test func malformedJSONIsACompleteAnswer() async throws {
        try await withSimulator(["malformed"]) { server in
            let answer = try await server.get()
            #expect(answer.status == 200 && answer.body.hasPrefix(#"{"consumptions":["#))
            #expect(throws: (any Error).self) { try ReadPage(Data(answer.body.utf8)) }
        }
    }

    @Test func aWebPageComesWith200() async throws {
        try await withSimulator(["html"]) { server in
            let answer = try await server.get()
            #expect(answer.status == 200 && answer.body.hasPrefix("<!DOCTYPE html>"))
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
        }
    }

    @Test func wrongTypesComeWith200() async throws {
        try await withSimulator(["wrong-types"]) { server in
            let answer = try await server.get()
            #expect(answer.status == 200 && answer.body.contains(#""va":{"amount":1}"#))
            #expect(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) is [String: Any])
        }
    }

    @Test func aHugeAnswerOfASizeIsJSONOfThatSize() async throws {
        try await withSimulator(["huge:1:size=300KiB"]) { server in
            let answer = try await server.get()
            #expect(answer.header("Content-Length") == "\(300 << 10)" && answer.body.utf8.count == 300 << 10)
            #expect(try ReadPage(Data(answer.body.utf8)).consumptions.isEmpty)
        }
    }

    @Test func aHugeAnswerWithoutASizeNeverEnds() async throws {
        try await withSimulator(["huge"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await eventually("ten megabytes") { client.total > 10 << 20 }
            #expect(client.header("Content-Length") == nil && !client.isClosed)
            await client.close()
        }
    }

    @Test func aGzipBombInflatesAHundredfold() async throws {
        try await withSimulator(["gzip-bomb"]) { server in
            let script = """
                import http.client, sys, zlib
                c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
                c.request("GET", sys.argv[2], headers={"api-version": "2.5"})
                r = c.getresponse()
                assert r.status == 200 and r.getheader("Content-Encoding") == "gzip"
                d = zlib.decompressobj(31)
                out = d.decompress(r.read(400000))
                head = b'{"consumptions":[],"next":null'
                assert out.startswith(head) and out[len(head):].strip() == b"", out[:100]
                print(len(out))
                """
            let path = "\(SimulatedEndpoint.timeSeries.fullPath)?\(SimulatorServer.query)"
            let answer = try await Program.python.run(["-c", script, "\(server.port)", path])
            let size = try #require(
                Int(answer.text.trimmingCharacters(in: .whitespacesAndNewlines)), "\(answer.errors)")
            #expect(size > 50_000_000)
        }
    }

    @Test(arguments: [("closed", false), ("reset", true)])
    func theConnectionEndsWithoutAnAnswer(_ name: String, _ isReset: Bool) async throws {
        try await withSimulator([name]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await client.waitForEnd()
            #expect(client.total == 0 && client.wasReset == isReset)
            #expect(server.requests.map(\.status) == [nil])
        }
    }

    private func next(_ server: SimulatorServer, _ query: String) async throws -> String? {
        try ReadPage(Data(try await server.get(SimulatorServer.request(query)).body.utf8)).next as? String
    }

    @Test func aLoopingNextPointsAtItsOwnPage() async throws {
        try await withSimulator(["looping-next"]) { server in
            let query = "\(SimulatorServer.query)&maxRows=5&offset=10"
            let cut = try await next(server, query)
            #expect(cut?.hasSuffix("&maxRows=5&offset=10") == true)
            let whole = try await next(server, SimulatorServer.query)
            #expect(whole?.hasSuffix("&offset=0") == true)
        }
    }

    @Test func aForeignNextDiffersOnlyInItsHost() async throws {
        try await withSimulator(["foreign-next:1:host=foreign.example"]) { server in
            let found = try await next(server, "\(SimulatorServer.query)&maxRows=5")
            #expect(found?.hasPrefix("https://foreign.example\(SimulatedEndpoint.timeSeries.fullPath)?") == true)
            #expect(found?.hasSuffix("&maxRows=5&offset=5") == true)
            // A page with nothing on it ends the walk.
            let last = try await next(server, "\(SimulatorServer.query)&offset=100000")
            #expect(last == nil)
        }
    }

    @Test func anInvalidNextIsNotALink() async throws {
        try await withSimulator(["odd-next:1:text=page two"]) { server in
            let found = try await next(server, SimulatorServer.query)
            #expect(found == "page two")
        }
    }
}
