import Curl
import Foundation
import Metering
import ReadingStore
import TestSupport
import Testing

@testable import RemoteWrite

@Suite(.timeLimit(.minutes(5))) struct SenderTests {
    private let noon = PushBench.noon
    private let quarter = Duration.seconds(900)

    @Test func eachReadingArrivesAtTheEndOfItsPeriodAndAsPower() async throws {
        try await PushBench.with { bench in
            try await bench.add([0.25, 1.5], from: noon - .seconds(86_400))
            try await bench.add([7], unit: "m3", from: noon - .seconds(86_400), length: .seconds(3600))
            try await bench.push { $0.externalLabels = ["site": "helsingborg", "unit": "never"] }
            let taken = try await bench.taken()
            #expect(taken.complaints == [])
            let start = (noon - .seconds(86_400)).milliseconds
            func find(_ family: String, _ unit: String, _ minutes: Int64) -> Double? {
                taken.samples.first {
                    $0.time == start + minutes * 60_000
                        && $0.labels == [
                            "__name__": family, "metering_point": "735999000000000015", "delivery_category": "EL",
                            "microproduction": "false", "unit": unit, "site": "helsingborg",
                        ]
                }?.value
            }
            #expect(find("oresundskraft_reading", "kWh", 15) == 0.25)
            #expect(find("oresundskraft_reading", "kWh", 30) == 1.5)
            #expect(find("oresundskraft_reading_power_watts", "kWh", 15) == 1000)
            #expect(find("oresundskraft_reading_power_watts", "kWh", 30) == 6000)
            #expect(find("oresundskraft_reading", "m3", 60) == 7)
            #expect(taken.samples.count == 5)
            let headers = taken.requests[0].headers
            #expect(headers["Content-Encoding"] == "snappy" && headers["Content-Type"] == "application/x-protobuf")
            #expect(headers["X-Prometheus-Remote-Write-Version"] == "0.1.0")
            let status = bench.state.status
            #expect(status.samples == 5 && status.pending == 0 && status.lastSuccess == noon && status.failure == nil)
        }
    }

    @Test func whatIsDeliveredIsNotSentAgainAndWhatComesIs() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            try await bench.push()
            #expect(try await bench.taken().requests.map(\.samples) == [4])
            // A new sender, as after a restart.
            try await bench.push()
            #expect(try await bench.taken().requests.count == 1)
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples) == [4, 2] && taken.values() == [1, 2, 3])
        }
    }

    @Test func correctionsAndLateReadingsAreSentAndNothingElse() async throws {
        try await PushBench.with { bench in
            let start = noon - .seconds(20 * 86_400)
            try await bench.add(Array(repeating: 1, count: 96), from: start)
            try await bench.add(Array(repeating: 2, count: 96), from: start + .seconds(2 * 86_400))
            try await bench.push()
            // The day between comes late, and one reading of the first is corrected.
            try await bench.add(Array(repeating: 3, count: 96), from: start + .seconds(86_400))
            try await bench.add([9], from: start + quarter)
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples).reduce(0, +) == 578)
            #expect(taken.values().count == 288 && taken.values()[1] == 9 && taken.complaints == [])
        }
    }

    @Test func aNewReceiverGetsHistoryInOrderOfTime() async throws {
        try await PushBench.with { bench in
            // Polls store the newest first.
            for day in [1, 2, 3, 4] {
                try await bench.add(
                    Array(repeating: Double(day), count: 96), from: noon - .seconds(day * 86_400), length: quarter)
            }
            try await bench.answer("{\"status\": 204, \"take\": true, \"forever\": true}")
            try await bench.push { $0.batch = 50 }
            let taken = try await bench.taken()
            #expect(taken.values().count == 384)
            #expect(taken.requests.allSatisfy { $0.samples <= 50 })
            // Python's dictionary keeps the order of arrival.
            let arrivals = taken.samples.filter { $0.labels["__name__"] == "oresundskraft_reading" }.map(\.time)
            #expect(arrivals == arrivals.sorted())
        }
    }

    @Test func onlyWhatIsYoungerThanSinceIsSent() async throws {
        try await PushBench.with { bench in
            let days = Duration.seconds(86_400)
            try await bench.add([1], from: noon - days * 31)
            try await bench.add([2], from: noon - days * 30)
            try await bench.add([3], from: noon - days)
            try await bench.push()
            #expect(try await bench.taken().values() == [2, 3])
            // What is stored later and is older is left out too.
            try await bench.add([4], from: noon - days * 40)
            try await bench.push()
            #expect(try await bench.taken().values() == [2, 3])
        }
    }

    @Test func readingsSettleBeforeTheyAreSent() async throws {
        try await PushBench.with { bench in
            let days = Duration.seconds(86_400)
            try await bench.add([1, 2], from: noon - days * 3)
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            try await bench.add([3, 4], from: noon - days)
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            // A correction comes in time; only the corrected value is ever sent.
            try await bench.add([5], from: noon - days)
            bench.now = noon + days
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            bench.now = noon + days + quarter
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2, 5])
            bench.now = noon + days * 3
            try await bench.push { $0.settle = days * 2 }
            let taken = try await bench.taken()
            #expect(taken.values() == [1, 2, 5, 4])
            #expect(taken.requests.map(\.samples).reduce(0, +) == 8)
        }
    }

    @Test func monthsAreSentAtTheirEndAndAgainWhenTheyChange() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            try await bench.add(invoice: 10, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await bench.add(invoice: 2, of: Timestamp(utcYear: 2026, month: 10, day: 20))
            // The present month has not ended, and August is too old.
            try await bench.add(invoice: 5, of: Timestamp(utcYear: 2026, month: 11, day: 1))
            try await bench.add(invoice: 7, of: Timestamp(utcYear: 2026, month: 8, day: 1))
            try await bench.push()
            #expect(try await bench.taken().values(of: .invoice) == [12])
            try await bench.add(invoice: 11, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await bench.push()
            #expect(try await bench.taken().values(of: .invoice) == [13])
            bench.now = Timestamp(utcYear: 2026, month: 12, day: 1)
            try await bench.add([1], from: bench.now - .seconds(86_400))
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.values(of: .invoice) == [13, 5])
            // Midnight of 1 December in Stockholm.
            let times = taken.samples.filter { $0.labels["__name__"] == "oresundskraft_invoice" }.map(\.time)
            #expect(times.max() == Timestamp(utcYear: 2026, month: 12, day: 1).milliseconds - 3_600_000)
        }
    }

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
            #expect(taken.requests.count < 30)
        }
    }

    @Test(arguments: [
        ("{\"status\": 500, \"body\": \"busy\"}", PushResult.serverError),
        ("{\"status\": 429, \"headers\": {\"Retry-After\": \"0\"}}", .rateLimited),
        ("{\"status\": 401, \"body\": \"no org id\"}", .unauthorized),
        ("{\"status\": 404, \"body\": \"remote write receiver needs to be enabled\"}", .invalid),
        ("{\"status\": 302, \"headers\": {\"Location\": \"/login\"}}", .invalid),
        ("{\"status\": 200, \"body\": \"<html>Hello</html>\"}", .invalid),
    ])
    func whatTheReceiverSaysOfItselfCostsNoSample(_ answer: String, _ result: PushResult) async throws {
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
            #expect(bench.log.contains("the receiver takes samples again"))
            // Said once, not at each try.
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
            // What is stored meanwhile counts too, once the sender looks again.
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

    @Test func anAnswerThatIsTooLargeForTheReceiverIsSplit() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: noon - .seconds(86_400))
            try await bench.answer("{\"status\": 413}, {\"status\": 413}")
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples) == [8, 4, 2, 2, 4] && taken.values() == [1, 2, 3, 4])
        }
    }

    @Test func aCursorAheadOfTheStoreGoesBack() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            try await bench.push()
            var cursor = try #require(try await bench.store.cursor(ofReceiver: "test"))
            cursor.change += 1000
            try await bench.store.setCursor(cursor, ofReceiver: "test")
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.log.contains("the cursor is ahead of the store"), "\(bench.log)")
        }
    }

    @Test func aClockThatJumpsLosesNothing() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            try await bench.push()
            // Ten years ahead, all readings would be too old.
            bench.now = noon + .seconds(3650 * 86_400)
            try await bench.add([2], from: noon - .seconds(86_400) + quarter)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
            // Back again, and a year too far.
            bench.now = noon - .seconds(365 * 86_400)
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            bench.now = noon
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.log.contains("the clock was put back"), "\(bench.log)")
        }
    }

    @Test func aReceiverThatBeginsWhileTheClockIsAheadGetsEverything() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(20 * 86_400))
            try await bench.add([2], from: noon - .seconds(86_400))
            bench.now = noon + .seconds(3650 * 86_400)
            try await bench.push()
            bench.now = noon
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
        }
    }

    @Test func aCursorThatWasMovedBackSendsFromThereAgain() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: noon - .seconds(86_400))
            try await bench.push()
            var cursor = try #require(try await bench.store.cursor(ofReceiver: "test"))
            cursor.settled = noon - .seconds(86_400) + quarter * 2
            try await bench.store.setCursor(cursor, ofReceiver: "test")
            try await bench.push()
            #expect(try await bench.taken().requests.map(\.samples) == [8, 4])
        }
    }

    @Test func aTokenIsReadAnewForEachRequest() async throws {
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

    @Test func aStoreThatCannotBeWrittenIsWaitedForAndNothingIsLost() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            // As a full disk does, this lets everything be read.
            try bench.reopen(
                after: """
                    CREATE TEMP TRIGGER full BEFORE INSERT ON main.receivers
                    BEGIN SELECT RAISE(FAIL, 'no room for the cursor'); END
                    """)
            try await bench.push(until: "it says so") {
                bench.log.contains("remote write waits for the store error=")
                    && bench.log.contains("no room for the cursor")
            }
            try bench.reopen()
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
            // Not at each try: what was delivered is remembered until it can be noted.
            #expect(bench.log.components(separatedBy: "waits for the store").count == 2, "\(bench.log)")
        }
    }

    @Test func aReceiverWithAnExpiredCertificateGetsNothingAndItIsSaid() async throws {
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

    @Test func aReceiverThatIsAwayIsWaitedFor() async throws {
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
