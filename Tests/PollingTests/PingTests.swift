import Ground
import Metering
import Testing

@testable import Polling

@Suite struct PingTests {
    private func lines(_ form: @escaping @Sendable (Timestamp) -> String, _ delay: Duration = .zero) async throws
        -> [String]
    {
        var lines: [String] = []
        let bench = try ScriptBench { request in
            let start = request.from + delay
            return Body.page(
                Body.object(
                    (0..<24).map { hour in
                        #"{"ps":"\#(form(start + .hours(hour)))","md":"\#(form(start + .hours(hour + 1)))","va":1,"un":"kWh"}"#
                    }))
        }
        for await answer in try Ping.groups(of: bench.configuration, version: "0") { lines += try answer.result.get() }
        return lines
    }

    @Test func theNewestReadingIsShownAsSentAndAsUnderstood() async throws {
        let lines = try await lines { "\($0)" }
        #expect(lines.count == 2)
        #expect(lines[0] == "the API answered with 1 objects and 24 readings")
        #expect(lines[1].contains(" is sent as ") && lines[1].contains("T23:00:00.000Z to "))
    }

    @Test func timesWithoutAZoneGetAHint() async throws {
        let lines = try await lines { "\("\($0)".prefix(19))" }
        #expect(lines.contains { $0.contains("without a zone") && $0.contains("set api.times_without_zone") })
    }

    @Test func aFirstLabelThatIsNotTheStartThatWasAskedForGetsAHint() async throws {
        let lines = try await lines({ "\($0)" }, .hours(2))
        #expect(lines.contains { $0.hasPrefix("hint: readings were asked for from ") })
    }

    @Test func anEndInTheFutureGetsAHint() async throws {
        let lines = try await lines({ "\($0)" }, .days(2))
        #expect(lines.contains { $0.contains("ends in the future") })
    }
}
