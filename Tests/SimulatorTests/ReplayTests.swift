import Foundation
import RawAnswers
import TestSupport
import Testing

@testable import Simulator

struct ReplayTests {
    private static let series = "/api/Consumption/TimeSeries"
    private static let invoiced = "/api/Consumption/InvoicedConsumption/Customer"

    private func answer(
        _ path: String = series, numbers: String = "100001", from: String, to: String, _ body: String,
        status: Int = 200,
        headers: [RawAnswer.Header] = [.init(name: "Content-Type", value: "application/json")]
    ) -> RawAnswer {
        RawAnswer(
            target:
                "\(path)?customerNumbers=\(numbers)&resolution=quarter&fromDate=\(from)T00:00:00.000Z&toDate=\(to)T00:00:00.000Z",
            askedAt: "2026-11-20T10:00:00.000Z", status: status, headers: headers, body: Array(body.utf8))
    }

    /// Runs a simulator that replays on 2026-11-23; `ask` gives the answer to a question for days of an endpoint.
    private func withReplay(
        _ answers: [RawAnswer], shift: Bool = false,
        _ body: (
            _ ask: (_ path: String, _ numbers: String, _ from: String, _ to: String) async throws -> RawClient,
            SimulatorServer
        ) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "c").path
            let captured = try AnswerFolder(creating: path)
            for (index, answer) in answers.enumerated() { try captured.write(answer, at: index) }
            try await withSimulator([], { try? $0.setReplay(path, shift: shift) }) { server in
                try await body(
                    { path, numbers, from, to in
                        try await server.get(
                            SimulatorServer.request(
                                "customerNumbers=\(numbers)&resolution=quarter&fromDate=\(from)&toDate=\(to)",
                                path: "/ConsumptionExternal\(path)"))
                    }, server)
            }
        }
    }

    @Test func eachPageIsServedOnceToTheFirstMatchingRequest() async throws {
        let answers = [
            answer(from: "2026-11-18", to: "2026-11-20", "one"), answer(from: "2026-11-16", to: "2026-11-18", "two"),
            answer(from: "2026-11-16", to: "2026-11-18", "three"),
            answer(Self.invoiced, from: "2026-10-01", to: "2026-11-20", "four"),
        ]
        try await withReplay(answers) { ask, _ async throws in
            #expect(try await ask(Self.series, "100001", "2026-11-17", "2026-11-18").body == "two")
            #expect(try await ask(Self.series, "100001", "2026-11-01", "2026-11-30").body == "one")
            #expect(
                try await ask(Self.series, "100001", "2026-11-20", "2026-11-21").body
                    == #"{"consumptions":[],"next":null}"#)
            #expect(try await ask(Self.series, "100001", "2026-11-17", "2026-11-18").body == "three")
            #expect(
                try await ask(Self.series, "100001", "2026-11-17", "2026-11-18").body
                    == #"{"consumptions":[],"next":null}"#)
            #expect(try await ask(Self.invoiced, "100001", "2026-11-01", "2026-11-02").body == "four")
        }
    }

    @Test func aPageIsServedForItsOwnNumbersIfKnown() async throws {
        let answers = [
            answer(from: "2026-11-18", to: "2026-11-20", "one"),
            answer(numbers: "100002", from: "2026-11-18", to: "2026-11-20", "two"),
        ]
        try await withReplay(answers) { ask, _ async throws in
            #expect(try await ask(Self.series, "0100002", "2026-11-18", "2026-11-20").body == "two")
            #expect(try await ask(Self.series, "100002", "2026-11-18", "2026-11-20").body.contains("[]"))
            #expect(try await ask(Self.series, "999999", "2026-11-18", "2026-11-20").body == "one")
        }
    }

    @Test func statusAndHeadersAreThoseOfTheCapture() async throws {
        let headers: [RawAnswer.Header] = [
            .init(name: "Retry-After", value: "7800"), .init(name: "Content-Encoding", value: "gzip"),
            .init(name: "Content-Length", value: "9"),
        ]
        let answers = [
            answer(from: "2026-11-18", to: "2026-11-20", #"{"statusCode":403}"#, status: 403, headers: headers)
        ]
        try await withReplay(answers) { ask, _ async throws in
            let given = try await ask(Self.series, "100001", "2026-11-18", "2026-11-20")
            #expect(given.status == 403 && given.header("Retry-After") == "7800")
            #expect(given.header("Content-Encoding") == nil && given.body == #"{"statusCode":403}"#)
        }
    }

    @Test(arguments: [
        "https://oows.oresundskraft.se/ConsumptionExternal/api/Consumption/TimeSeries?",
        "https:\\/\\/oows.oresundskraft.se\\/api\\/Consumption\\/TimeSeries?", "/api/Consumption/TimeSeries?",
        "/ConsumptionExternal/api/Consumption/TimeSeries?",
    ])
    func linksLeadToTheSimulator(_ link: String) async throws {
        let query = "customerNumbers=100001&resolution=quarter&fromDate=2026-11-18&toDate=2026-11-20&offset=2"
        let answers = [
            answer(from: "2026-11-18", to: "2026-11-20", #"{"consumptions":[],"next":"\#(link)\#(query)"}"#),
            answer(from: "2026-11-18", to: "2026-11-20", #"{"consumptions":[],"next":null}"#),
        ]
        try await withReplay(answers, shift: true) { ask, server in
            let first = try await ask(Self.series, "100001", "2026-11-21", "2026-11-23")
            let next = try #require(try ReadPage(Data(first.body.utf8)).next as? String)
            #expect(next.contains("fromDate=2026-11-21&toDate=2026-11-23&offset=2"))
            // The host in the test's requests.
            let target = next.replacing("http://api.example:80", with: "")
            #expect(target.hasPrefix("/"))
            let (path, items) = QueryItems.split(target: target)
            let second = try await server.get(SimulatorServer.request(QueryItems.encode(items), path: path))
            #expect(second.body == #"{"consumptions":[],"next":null}"#)
            #expect(server.requests.map(\.status) == [200, 200])
        }
    }

    @Test func timesMoveByWholeDaysAndKeepTheirForm() async throws {
        let body =
            #"{"consumptions":[{"reading":[{"ps":"2026-11-19T23:00:00","md":"2026-11-20T00:00:00.000+01:00"}]}],"next":null}"#
        let answers = [answer(from: "2026-11-18", to: "2026-11-20", body)]
        try await withReplay(answers, shift: true) { ask, _ async throws in
            let moved = try await ask(Self.series, "100001", "2026-11-21", "2026-11-23").body
            #expect(moved.contains(#"{"ps":"2026-11-22T23:00:00","md":"2026-11-23T00:00:00.000+01:00"}"#))
        }
    }

    @Test func aFolderWithoutAnswersIsAClearError() async throws {
        try await withTemporaryFolder { folder in
            var options = SimulatorOptions()
            let error = #expect(throws: SimulatorError.self) { try options.setReplay(folder.path, shift: false) }
            #expect(error?.description.contains(folder.path) == true)
        }
    }
}
