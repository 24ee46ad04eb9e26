import Ground
import Metering
import Testing

@testable import EnergyAPI

/// The times of an answer, as `check-config --ping` shows them.
struct PageSampleTests {
    private func sample(_ json: String, _ clock: TimesWithoutZone) throws -> PageSample {
        try PageDecoder.sample(Array(json.utf8), rules: rules(clock)).batch
    }

    private let json = page([
        #""ps": "2025-09-01T01:00:00", "md": "2025-09-01T02:00:00", "va": 1"#,
        #""ps": "2099-09-01T01:00:00Z", "md": "2099-09-01T02:00:00Z", "va": 0"#,
        #""ps": "2025-09-01T00:00:00", "md": "2025-09-01T01:00:00", "va": 1"#,
        #""ps": "1999-09-01T00:00:00", "md": "1999-09-01T01:00:00", "va": null"#,
    ])

    @Test(arguments: [(.utc, 0), (.normal, 1), (.civil, 2)] as [(TimesWithoutZone, Int64)])
    func timesAreShownAsSentAndAsUnderstood(clock: TimesWithoutZone, hours: Int64) throws {
        let sample = try self.sample(json, clock)
        let first = try #require(sample.first)
        #expect(first.start.sent == "2025-09-01T00:00:00" && first.end.sent == "2025-09-01T01:00:00")
        #expect(!first.start.hasZone)
        #expect(first.start.understood.milliseconds == (try time("2025-09-01")) - hours * 3_600_000)
        let newest = try #require(sample.newest)
        #expect(newest.end.sent == "2099-09-01T02:00:00Z" && newest.end.hasZone)
        #expect(newest.end.understood.milliseconds == (try time("2099-09-01 02:00")))
    }

    @Test func anAnswerWithoutReadingsHasNoSample() throws {
        let sample = try sample(page([]), .utc)
        #expect(sample.first == nil && sample.newest == nil)
    }

    @Test func theSampleShowsTheNewestTimes() async throws {
        let test = try await TestClient()
        let answer = try await test.client().ping(test.query)
        #expect(answer.objects.contains { $0.readings > 0 } && !answer.hasMore)
        #expect(answer.sample.first?.start.understood == TestClient.window.lowerBound)
        #expect(answer.sample.newest?.end.hasZone == true)
        await test.shutDown()
    }
}
