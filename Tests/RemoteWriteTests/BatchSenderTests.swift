import Curl
import Foundation
import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

@testable import RemoteWrite

@Suite(.timeLimit(.minutes(5))) struct BatchSenderTests {
    private let noon = PushBench.noon
    private let quarter = Duration.seconds(900)

    @Test func refusedSamplesAreCountedAndTheRestArrives() async throws {
        try await PushBench.with { bench in
            let values = (0..<192).map { Double($0) }
            let start = noon - .seconds(3 * 86_400)
            try await bench.add(values, from: start)
            let boundary = start.milliseconds + 100 * 900_000
            try await bench.answer(
                """
                {"status": 204, "take": true, "forever": true, "refuse_before": \(boundary),
                 "body_if_refused": "too old sample"}
                """)
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.values() == values.suffix(93))
            let status = bench.state.status
            #expect(status.refused == [.tooOld: 2 * 99] && status.samples == 2 * 93 && status.pending == 0)
            #expect(bench.log.contains("samples refused for good"), "\(bench.log)")
            #expect(bench.log.contains("reason=too_old samples=198"), "\(bench.log)")
            // What was refused, the setting that mends it, and the command that sends it again.
            let first = "\(start + quarter)"
            for text in [
                "answer=too old sample", "oldest=\(first)", "storage.tsdb.out_of_order_time_window",
                "resend --receiver 'test' --from 2026-11-17T00:00:00Z",
            ] {
                #expect(bench.log.contains(text), "\(text)")
            }
            let refusals = status.refusals
            #expect(refusals.count == 1 && refusals[0].hasPrefix("198 samples from \(first) to "), "\(refusals)")
            #expect(refusals[0].contains("resend --receiver 'test' --from 2026-11-17T00:00:00Z"))
            #expect(taken.requests.count < 30)
        }
    }

    @Test(arguments: [
        ("{\"status\": 500, \"body\": \"busy\"}", WriteResult.serverError),
        ("{\"status\": 429, \"headers\": {\"Retry-After\": \"0\"}}", .rateLimited),
        ("{\"status\": 401, \"body\": \"no org id\"}", .unauthorized),
        ("{\"status\": 404, \"body\": \"remote write receiver needs to be enabled\"}", .invalid),
        ("{\"status\": 302, \"headers\": {\"Location\": \"/login\"}}", .invalid),
        ("{\"status\": 200, \"body\": \"<html>Hello</html>\"}", .invalid),
    ])
    func errorsOfTheReceiverItselfCostNoSample(_ answer: String, _ result: WriteResult) async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: noon - .seconds(86_400))
            try await bench.answer("\(answer), \(answer), \(answer)")
            try await bench.push(until: "it failed and counted what waits") {
                let status = bench.state.status
                return status.requests[result] == 3 || status.samples > 0
            }
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            let status = bench.state.status
            #expect(status.requests[result] == 3 && (status.requests[.ok] ?? 0) > 0 && status.refused.isEmpty)
            #expect(bench.log.contains("nothing delivered; trying again"), "\(bench.log)")
            #expect(bench.log.contains("the receiver accepts samples again"))
            // Logged once, not at each try.
            #expect(bench.log.components(separatedBy: "nothing delivered").count == 2, "\(bench.log)")
        }
    }

    @Test func whileNothingIsDeliveredTheBacklogIsCounted() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: noon - .seconds(86_400))
            try await bench.add([1], unit: "m3", from: noon - .seconds(86_400), length: .seconds(3600))
            try await bench.answer("{\"status\": 403, \"forever\": true}")
            try await bench.push(until: "it is counted") {
                bench.state.status.pending == 7 && bench.state.status.failure != nil
            }
            let status = bench.state.status
            #expect(status.oldestPending == noon - .seconds(86_400) + quarter)
            #expect(status.failure?.message.contains("the receiver refuses the credentials (HTTP 403)") == true)
            // What is stored meanwhile counts too, once the queue looks again.
            try await bench.add([4], from: noon - .seconds(86_400) + quarter * 3)
            try await bench.push(until: "that is counted") { bench.state.status.pending == 9 }
            try await bench.answer("")
            try await bench.push()
            #expect(bench.state.status.pending == 0 && bench.state.status.oldestPending == nil)
            #expect(try await bench.taken().samples.count == 9)
        }
    }

    @Test func aReceiverThatRefusesEverythingLosesNothing() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: noon - .seconds(86_400))
            try await bench.answer("{\"status\": 400, \"body\": \"cannot parse\", \"forever\": true}")
            try await bench.push(until: "it says so") {
                bench.state.status.failure?.message.contains("also one without samples: cannot parse") ?? false
            }
            try await bench.answer("")
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.state.status.refused.isEmpty)
        }
    }

    @Test func aRequestThatIsTooLargeForTheReceiverIsSplit() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: noon - .seconds(86_400))
            try await bench.answer("{\"status\": 413}, {\"status\": 413}")
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples) == [8, 4, 2, 2, 4] && taken.values() == [1, 2, 3, 4])
        }
    }

    @Test func aTokenIsReadAgainForEachRequest() async throws {
        try await PushBench.with { bench in
            struct NoToken: Error, CustomStringConvertible { let description = "token file gone" }
            try await bench.add([1], from: noon - .seconds(86_400))
            try await bench.push({ $0.authentication = { throw NoToken() } }, until: "it says so") {
                bench.state.status.failure?.message == "token file gone"
            }
            try await bench.push { $0.authentication = { .bearer(Secret("t0ken-4711")) } }
            let taken = try await bench.taken()
            #expect(taken.requests.map { $0.headers["Authorization"] } == ["Bearer t0ken-4711"])
            #expect(!bench.log.contains("4711"))
        }
    }

    @Test func aReceiverWithAnExpiredCertificateGetsNothingAndIsReported() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            try await withTemporaryFolder { folder in
                let peers = RepositoryPaths.fixtures.appending(path: "peers")
                let made = try await Program("sh").run([
                    peers.appending(path: "make-certificates.sh").path, folder.path,
                ])
                #expect(made.status == 0, "\(made.errors)")
                func receiver(_ name: String) async throws -> (RunningProgram, String) {
                    let files = ["\(name).pem", "\(name).key"].map { folder.appending(path: $0).path }
                    let program = try RunningProgram(
                        Program.pythonPath, [peers.appending(path: "receiver.py").path] + files, in: folder)
                    try await eventually("the receiver listens") { program.output.hasSuffix("\n") }
                    let port = program.output.trimmingCharacters(in: .whitespacesAndNewlines)
                    return (program, "https://127.0.0.1:\(port)/write")
                }
                let transport = try CurlClient(
                    TransportOptions(tls: TLSOptions(caFile: folder.appending(path: "ca.pem").path), proxy: ""))
                let (expired, url) = try await receiver("expired")
                try await bench.push(to: url, transport: transport, until: "it fails") {
                    (bench.state.status.requests[.tls] ?? 0) > 1
                }
                try await expired.end(with: SIGKILL)
                #expect(bench.log.contains("no trusted connection to 127.0.0.1"), "\(bench.log)")
                let (renewed, new) = try await receiver("server")
                try await bench.push(to: new, transport: transport, until: "it is renewed") {
                    bench.state.status.samples == 2
                }
                try await renewed.end(with: SIGKILL)
                transport.shutdown()
            }
        }
    }

    @Test func anUnreachableReceiverIsWaitedFor() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            // Nothing listens at the port of a discarded socket.
            try await bench.push(to: "http://127.0.0.1:1/write", until: "it fails") {
                (bench.state.status.requests[.network] ?? 0) > 2
            }
            try await bench.push()
            #expect(try await bench.taken().values() == [1])
        }
    }
}
