import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Simulator

struct SimulatorServerTests {
    @Test func aPeakOfAMeteringPointThatIsNotThereIsRefused() async throws {
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.utility.peaks = [SimulatedPeak(meteringPoint: "735999000000000990", start: 0, kilowatts: 5)]
        let error = await #expect(throws: SimulatorError.self) { _ = try await SimulatorServer.start(options) }
        #expect(
            error?.description
                == "no metering point \"735999000000000990\" for the peak: give one from 735999000000000013 to 735999000000000129"
        )
    }

    @Test func answersAPage() async throws {
        try await withSimulator { server in
            let answer = try await server.get()
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/json; charset=utf-8")
            let page = try ReadPage(Data(answer.body.utf8))
            #expect(page.consumptions.count == server.utility.objects.count { $0.customerNumber == "100001" })
            #expect(server.url == "http://127.0.0.1:\(server.port)/ConsumptionExternal")
        }
    }

    @Test func aLongAnswerComesInChunksAndIsTheSame() async throws {
        try await withSimulator { server in
            let query = "customerNumbers=100001,100002,100003&resolution=quarter&fromDate=2026-11-02&toDate=2026-11-12"
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request(query))
            try await client.waitForAnswer()
            #expect(client.header("Transfer-Encoding") == "chunked" && client.header("Content-Length") == nil)
            var rest = client.body.utf8[...]
            var body: [UInt8] = []
            var chunks = 0
            while let line = rest.firstIndex(of: 13) {
                let size = try #require(Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16))
                let start = rest.index(line, offsetBy: 2)
                let end = rest.index(start, offsetBy: size)
                body += rest[start..<end]
                rest = rest[rest.index(end, offsetBy: 2)...]
                chunks += 1
            }
            #expect(chunks > 2)
            let bench = PageBench(utility: server.utility, now: try time("2026-11-23T20:00:00Z"))
            #expect(try Data(body) == bench.body(query))
        }
    }

    @Test(arguments: ["hour&fromDate=2026-11-02&toDate=2026-11-03", "quarter&fromDate=2026-11-02&toDate=2026-11-12"])
    func aClientThatAcceptsGzipGetsOneMemberOfTheSamePage(_ window: String) async throws {
        try await withSimulator { server in
            let query = "customerNumbers=100001,100002,100003&resolution=\(window)"
            let script = """
                import http.client, sys, zlib
                c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
                headers = {"api-version": "2.5", "Ocp-Apim-Subscription-Key": "secret", "Accept-Encoding": "br, gzip"}
                c.request("GET", sys.argv[2], headers=headers)
                r = c.getresponse()
                assert r.status == 200 and r.getheader("Content-Encoding") == "gzip"
                d = zlib.decompressobj(31)
                sys.stdout.buffer.write(d.decompress(r.read()))
                assert d.eof and not d.unused_data
                """
            let path = "\(SimulatedEndpoint.timeSeries.fullPath)?\(query)"
            let answer = try await Program.python.run(["-c", script, "\(server.port)", path])
            let bench = PageBench(utility: server.utility, now: try time("2026-11-23T20:00:00Z"))
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(try Data(answer.output) == bench.body(query))
        }
    }

    @Test(arguments: [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("GZIP ; q=1", true), ("gzip;q=0", false),
        ("identity", false), ("", false), ("gzipped", false),
    ])
    func gzipIsSentWhereItIsAccepted(_ accepted: String, _ isAllowed: Bool) {
        #expect(BodyEncoder.allowsGzip(accepted) == isAllowed)
        #expect(!BodyEncoder.allowsGzip(nil))
    }

    @Test func aClientOfHTTP10GetsTheWholeBodyAndTheEnd() async throws {
        try await withSimulator { server in
            let query = "customerNumbers=100001,100002,100003&resolution=quarter&fromDate=2026-11-02&toDate=2026-11-12"
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request(query).replacing("HTTP/1.1", with: "HTTP/1.0"))
            try await client.waitForEnd()
            #expect(client.header("Transfer-Encoding") == nil)
            #expect(try ReadPage(Data(client.body.utf8)).rows.count > 1000)
        }
    }

    @Test func aConnectionServesManyRequestsPipelinedToo() async throws {
        try await withSimulator { server in
            let client = try await RawClient.connect(port: server.port)
            let query = "\(SimulatorServer.query)&maxRows=1"
            try await client.send(String(repeating: SimulatorServer.request(query), count: 5))
            try await eventually("five answers") { client.text.components(separatedBy: "HTTP/1.1 200 OK").count == 6 }
            #expect(!client.isClosed)
            try await client.send(SimulatorServer.request(query, more: "Connection: close\r\n"))
            try await client.waitForEnd()
            #expect(server.requests.count == 6)
        }
    }

    @Test(arguments: [String?.none, "wrong", ""])
    func aMissingOrWrongKeyIsUnauthorized(_ key: String?) async throws {
        try await withSimulator { server in
            let answer = try await server.get(SimulatorServer.request(key: key))
            #expect(answer.status == 401)
            let body =
                #"{"statusCode":401,"message":"Access denied due to invalid subscription key. "#
                + #"Make sure to provide a valid key for an active subscription."}"#
            #expect(answer.body == body)
        }
    }

    @Test func aKeyInTheQueryDoesNotCount() async throws {
        try await withSimulator { server in
            let query = "\(SimulatorServer.query)&subscription-key=secret"
            let answer = try await server.get(SimulatorServer.request(query, key: nil))
            #expect(answer.status == 401)
        }
    }

    @Test(arguments: [(String?.none, 400), ("1.0", 404), ("2.5", 200)])
    func theVersionIsChecked(_ version: String?, _ status: Int) async throws {
        try await withSimulator { server in
            let answer = try await server.get(SimulatorServer.request(version: version))
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        ("GET", "/"), ("GET", "/ConsumptionExternal/api/Consumption/InvoicedConsumption"),
        ("GET", "/consumptionexternal/api/consumption/timeseries"), ("POST", SimulatedEndpoint.timeSeries.fullPath),
    ])
    func anUnknownOperationIsNotFound(_ method: String, _ path: String) async throws {
        try await withSimulator(["500"]) { server in
            let answer = try await server.get(SimulatorServer.request(method: method, path: path))
            #expect(answer.status == 404)
            #expect(answer.body == #"{"statusCode":404,"message":"Resource not found"}"#)
        }
    }

    @Test func aBadParameterIsABadRequest() async throws {
        try await withSimulator { server in
            let answer = try await server.get(SimulatorServer.request("customerNumbers=\"1&resolution=\"x"))
            #expect(answer.status == 400)
            #expect(answer.body == #"{"statusCode":400,"message":"The value '\"x' is not valid for resolution."}"#)
        }
    }

    @Test func bytesThatAreNotHTTPGetABadRequestAndTheEnd() async throws {
        try await withSimulator { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send("\u{16}\u{3}\u{1} what is this\r\n\r\n")
            try await client.waitForEnd()
            #expect(client.status == 400)
        }
    }

    @Test func followingTheLinksReadsEverything() async throws {
        try await withSimulator([], { $0.pages.next = .relative }) { server in
            let whole = try ReadPage(Data(try await server.get().body.utf8)).rows
            var rows: [String] = []
            var target: String? = "\(SimulatedEndpoint.timeSeries.fullPath)?\(SimulatorServer.query)&maxRows=40"
            var pages = 0
            while let current = target {
                let answer = try await server.get(SimulatorServer.request("", path: current))
                let page = try ReadPage(Data(answer.body.utf8))
                rows += page.rows
                target = page.next as? String
                pages += 1
            }
            #expect(rows == whole && pages == (whole.count + 39) / 40)
        }
    }

    @Test func requestsAreRecorded() async throws {
        try await withSimulator(["429:1:first=1"]) { server in
            _ = try await server.get(
                SimulatorServer.request("customerNumbers=1&customerNumbers=2", more: "X-Test: a b\r\n"))
            _ = try await server.get()
            let requests = server.requests
            #expect(requests.map(\.status) == [429, 200])
            #expect(requests[0].values("customerNumbers") == ["1", "2"])
            #expect(requests[0].header("x-test") == "a b" && requests[0].path == SimulatedEndpoint.timeSeries.fullPath)
            #expect(requests[0].fault == .status(429, retryAfter: .seconds(10)) && requests[1].fault == nil)
            server.forgetRequests()
            #expect(server.requests.isEmpty)
        }
    }

    @Test func faultsCanBeSetWhileItRuns() async throws {
        try await withSimulator { server in
            let before = try await server.get()
            #expect(before.status == 200)
            server.setFaults([FaultRule(.status(503))])
            let during = try await server.get()
            #expect(during.status == 503)
            server.setFaults([])
            let after = try await server.get()
            #expect(after.status == 200)
        }
    }

    @Test func shutdownEndsConnectionsThatWait() async throws {
        try await withSimulator(["stalled-head"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await eventually("half a head") { client.total > 0 }
            await server.shutdown()
            try await client.waitForEnd()
        }
    }

    @Test func shutdownEndsAnAnswerThatNobodyReads() async throws {
        try await withSimulator(["huge"]) { server in
            let client = try await RawClient.connect(port: server.port)
            try await client.send(SimulatorServer.request())
            try await eventually("a megabyte") { client.total > 1 << 20 }
            await server.shutdown()
            try await client.waitForEnd()
        }
    }

    @Test func asAServiceItEndsWithItsServiceGroup() async throws {
        try await withSimulator { server in
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let group = ServiceGroup(services: [server], logger: logger)
            let running = Task { try await group.run() }
            let answer = try await server.get()
            #expect(answer.status == 200)
            await group.triggerGracefulShutdown()
            try await running.value
            await #expect(throws: (any Error).self) { try await RawClient.connect(port: server.port) }
        }
    }

    @Test func aPortInUseIsAClearError() async throws {
        try await withSimulator { server in
            var options = SimulatorOptions()
            options.listen = "127.0.0.1:\(server.port)"
            let error = try await #require(throws: SimulatorError.self) { try await SimulatorServer.start(options) }
            #expect(error.description.hasPrefix("cannot listen on 127.0.0.1:\(server.port): "))
            #expect(error.description.contains("in use"))
        }
    }

    @Test(arguments: ["8180", "127.0.0.1", "127.0.0.1:http", "::1:8180", "127.0.0.1:70000", ""])
    func anInvalidAddressIsAClearError(_ text: String) throws {
        let error = try #require(throws: SimulatorError.self) { try ListenAddress(text) }
        #expect(error.description.hasPrefix("cannot listen on \"\(text)\""))
    }

    @Test func durationsAreThoseOfPrometheus() {
        #expect(Duration(simulatorText: "1h30m") == .seconds(5400))
        #expect(Duration(simulatorText: "250ms") == .milliseconds(250))
        #expect(Duration(simulatorText: "0") == .zero)
        for text in ["", "5", "h", "1y", "-1s", "1 s"] { #expect(Duration(simulatorText: text) == nil) }
    }
}
