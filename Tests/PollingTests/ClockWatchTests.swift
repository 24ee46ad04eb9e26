import Exposition
import Ground
import TestBench
import Testing

@testable import Polling

struct ClockWatchTests {
    private func poll(_ date: String, now: Timestamp) async throws -> ScriptBench {
        let bench = try ScriptBench(now: now) { _ in
            var answer = ScriptedAPI.Answer.nothing
            answer.headers = ["Date: \(date)"]
            return answer
        }
        _ = await bench.poll()
        return bench
    }

    private let noon = Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(12)

    @Test func aCorrectClockIsZeroAndLogsNothing() async throws {
        for seconds in [0, 1] {
            let bench = try await poll("Tue, 20 Oct 2026 12:00:00 GMT", now: noon + .seconds(seconds))
            #expect(bench.metrics.clock.offset == .zero && bench.metrics.clock.wrongness == nil)
        }
    }

    @Test(arguments: [("Tue, 20 Oct 2026 09:00:00 GMT", 10_799.0), ("Tue, 20 Oct 2026 12:05:00 GMT", -300.0)])
    func theOffsetOfAWrongClockIsReported(date: String, ahead: Double) async throws {
        let bench = try await poll(date, now: noon)
        #expect(bench.metrics.clock.wrongness?.inSeconds == ahead)
        let family = bench.metrics.families.first { $0.name == "oresundskraft_api_clock_offset_seconds" }
        #expect(family != nil)
    }

    @Test func withoutADateNothingIsKnown() async throws {
        let bench = try ScriptBench { _ in .nothing }
        _ = await bench.poll()
        #expect(bench.metrics.clock.offset == nil)
        #expect(!bench.metrics.families.contains { $0.name == "oresundskraft_api_clock_offset_seconds" })
    }

    @Test func theLogSaysOnceThatTheClockIsWrongAndOnceThatItIsRight() {
        let sink = RecordingSink()
        let watch = ClockWatch()
        for offset in [0, 3600, 3601, 0, 0] {
            watch.record(.seconds(offset))
            watch.report(sink.logger())
        }
        #expect(sink.lines.count == 2)
        #expect(sink.lines[0].contains("level=warn") && sink.lines[0].contains(" ahead=3600s"), "\(sink.lines)")
        #expect(sink.lines[1].contains("agrees with the API's again"))
    }
}
