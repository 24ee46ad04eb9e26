import Ground
import TestSupport
import Testing
import TrueTime

@testable import RemoteWrite

/// Remote write 1.0 and 2.0 to a receiver that is strict about what each specification demands of senders.
@Suite(.timeLimit(.minutes(5))) struct WriteMessageTests {
    private let noon = PushBench.noon
    private var start: Timestamp { noon - .seconds(86_400) }
    private let contentType2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request"

    /// Content types and statuses of requests.
    private func types(_ taken: PushBench.Taken) -> [String] { taken.requests.map { $0.headers["Content-Type"] ?? "" } }

    @Test(arguments: [ReceiverOptions.Message.version1, .version2])
    func bothMessagesCarryTheSameSamples(_ message: ReceiverOptions.Message) async throws {
        try await PushBench.with { bench in
            try await bench.add([0.25, 1.5, 3], from: start)
            try await bench.add([7], unit: "m3", from: start, length: .seconds(3600))
            try await bench.add(invoice: 12, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await bench.push {
                $0.message = message
                $0.externalLabels = ["site": "Örebro", "empty": ""]
                $0.batch = 3
            }
            let taken = try await bench.taken()
            #expect(taken.complaints == [])
            #expect(taken.values() == [0.25, 1.5, 3, 7] && taken.values(of: .power) == [1000, 6000, 12000])
            #expect(taken.values(of: .invoice) == [12])
            #expect(taken.samples.allSatisfy { $0.labels["site"] == "Örebro" && $0.labels["empty"] == nil })
            for family in TrueTimeFamily.allCases {
                #expect(taken.metadata[family.rawValue] == [.number(2), .text(family.help), .text(family.unit)])
            }
            #expect(Set(types(taken)) == [message == .version1 ? "application/x-protobuf" : contentType2])
            #expect(taken.requests.allSatisfy { $0.headers["User-Agent"]?.isEmpty == false })
        }
    }

    @Test func theOtherMessageIsTriedIfOneIsUnknown() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await bench.answer("{\"status\": 204, \"take\": true, \"forever\": true, \"messages\": [2]}")
            try await bench.push { $0.batch = 2 }
            let taken = try await bench.taken()
            #expect(taken.values() == [1, 2, 3] && taken.complaints == [])
            // Remembered for all that follow.
            #expect(types(taken) == ["application/x-protobuf", contentType2, contentType2, contentType2])
            #expect(bench.state.status.requests[.ok] == 3 && bench.state.status.failure == nil)
            #expect(bench.log.contains("message=io.prometheus.write.v2.Request"), "\(bench.log)")
        }
    }

    @Test func aReceiverThatForgetsAMessageGetsTheOther() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: start)
            try await bench.answer(
                """
                {"status": 204, "take": true, "messages": [2]}, {"status": 204, "take": true, "messages": [2]},
                {"status": 204, "take": true, "messages": [1], "careless": true, "forever": true}
                """)
            try await bench.push { $0.batch = 2 }
            #expect(try await bench.taken().values() == [1, 2, 3, 4])
        }
    }

    @Test(arguments: [(ReceiverOptions.Message.version1, "[2]"), (.version2, "[1]"), (.auto, "[]")])
    func anUnknownMessageCostsNoSample(_ message: ReceiverOptions.Message, _ known: String) async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: start)
            for careless in ["false", "true"] where message == .version2 || careless == "false" {
                try await bench.answer(
                    "{\"status\": 204, \"forever\": true, \"messages\": \(known), \"careless\": \(careless)}")
                let before = bench.state.status.requests[.invalid] ?? 0
                try await bench.push({ $0.message = message }, until: "it fails") {
                    (bench.state.status.requests[.invalid] ?? 0) > before + 2
                }
                let failure = bench.state.status.failure?.message ?? ""
                #expect(
                    failure.contains("prometheus.WriteRequest") && failure.contains("io.prometheus.write.v2.Request"))
            }
            try await bench.answer("")
            try await bench.push { $0.message = message }
            #expect(try await bench.taken().values() == [1, 2] && bench.state.status.refused.isEmpty)
        }
    }

    @Test func aPartialWriteIsCountedAndNotSentAgain() async throws {
        try await PushBench.with { bench in
            let values: [Double] = (0..<192).map { Double($0) }
            // New samples for a receiver that has everything before them are one batch.
            try await bench.push { $0.message = .version2 }
            try await bench.add(values, from: noon - .seconds(3 * 86_400))
            let boundary = (noon - .seconds(3 * 86_400)).milliseconds + 100 * 900_000
            try await bench.answer(
                """
                {"status": 204, "take": true, "forever": true, "refuse_before": \(boundary),
                 "body_if_refused": "too old sample"}
                """)
            try await bench.push { $0.message = .version2 }
            let taken = try await bench.taken()
            #expect(taken.values() == values.suffix(93) && taken.requests.count == 1)
            #expect(bench.state.status.refused == [.tooOld: 198] && bench.state.status.samples == 186)
        }
    }

    @Test(arguments: ["out of order sample", "no idea"])
    func aRequestRefusedAsAWholeIsNotSentAgain(_ body: String) async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await bench.answer("{\"status\": 400, \"body\": \"\(body)\"}")
            try await bench.push { $0.message = .version2 }
            #expect(try await bench.taken().requests.map(\.samples) == [6])
            #expect(bench.state.status.refused == [body == "no idea" ? .invalid : .outOfOrder: 6])
        }
    }

    /// As of a gateway in front of it.
    @Test func aRefusalWithoutHeadersIsNotFromAReceiver() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await bench.answer("{\"status\": 400, \"body\": \"no idea\", \"silent\": true, \"forever\": true}")
            try await bench.push({ $0.message = .version2 }, until: "it says so") {
                bench.state.status.failure?.message.contains("also one without samples") ?? false
            }
            try await bench.answer("")
            try await bench.push { $0.message = .version2 }
            #expect(try await bench.taken().values() == [1, 2, 3] && bench.state.status.refused.isEmpty)
        }
    }

    @Test(arguments: [429, 503]) func theDelayThatAReceiverAsksForIsKept(_ status: Int) async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: start)
            try await bench.answer("{\"status\": \(status), \"headers\": {\"Retry-After\": \"7\"}}")
            try await bench.push { $0.message = .version2 }
            #expect(bench.pausesBetweenTries == .seconds(7))
        }
    }

    @Test func aPartialSuccessIsCountedAsTheHeadersSay() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await bench.answer("{\"status\": 204, \"take\": true, \"written\": 4}")
            try await bench.push { $0.message = .version2 }
            #expect(bench.state.status.refused == [.invalid: 2] && bench.state.status.samples == 4)
        }
    }

    @Test func aSuccessThatWroteNothingCostsNoSample() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await bench.answer("{\"status\": 204, \"forever\": true, \"written\": 0}")
            try await bench.push { $0.message = .version2 }
            #expect(bench.state.status.refused.isEmpty && bench.state.status.setAside == 6)
            try await bench.answer("")
            bench.now = bench.now + .hours(1)
            try await bench.push { $0.message = .version2 }
            #expect(try await bench.taken().values() == [1, 2, 3] && bench.state.status.setAside == 0)
        }
    }

    @Test(arguments: [ReceiverOptions.Message.version1, .version2])
    func samplesDroppedByTheHATrackerAreNotDelivered(_ message: ReceiverOptions.Message) async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: start)
            try await bench.answer(
                """
                {"status": 202, "forever": true, "silent": true,
                 "body": "replicas did not match, rejecting sample: replica=b, elected=a"}
                """)
            try await bench.push({ $0.message = message }, until: "it is blocked") {
                (bench.state.status.requests[.invalid] ?? 0) > 2
            }
            #expect(bench.state.status.failure?.message.contains("external_labels") == true)
            #expect(bench.state.status.setAside == 0)
            try await bench.answer("")
            try await bench.push { $0.message = message }
            #expect(try await bench.taken().values() == [1, 2])
        }
    }

    @Test func anyFaultIsRetriedEvenIfSomeSamplesWereWritten() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: start)
            try await bench.answer("{\"status\": 503, \"written\": 2}, {\"status\": 429, \"written\": 1}")
            try await bench.push { $0.message = .version2 }
            #expect(try await bench.taken().requests.map(\.samples) == [4, 4, 4])
            #expect(bench.state.status.samples == 4 && bench.state.status.refused.isEmpty)
        }
    }
}
