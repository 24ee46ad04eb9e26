import EnergyAPI
import Metering
import Testing

/// Answers that are too large to be held in memory at once.
struct AnswerLimitTests {
    /// Two days of the simulator's twelve metering points are larger, one is not.
    private static let oneDay = 250_000

    @Test func aTooLongAnswerIsAskedForInHalvesSilentlyAndSoIsTheNext() async throws {
        let test = try await TestClient()
        let whole = await test.ask().readings
        let client = test.client(test.options { $0.boundedResponseSize = Self.oneDay })
        for _ in 0..<2 {
            let answer = await test.ask(with: client)
            #expect(answer.error == nil)
            #expect(answer.readings == whole)
            #expect(answer.pages == 2)
        }
        // The whole window first, then two halves each time: a request that is given up does not count as failed.
        #expect(test.results == [.ok, .ok, .ok, .ok, .ok])
        #expect(test.warnings.isEmpty)
        await test.shutDown()
    }

    @Test func aDayThatCannotBeSplitIsTakenWhole() async throws {
        let test = try await TestClient()
        let whole = await test.ask().readings
        let client = test.client(test.options { $0.boundedResponseSize = 10_000 })
        let answer = await test.ask(with: client)
        #expect(answer.error == nil)
        #expect(answer.readings == whole)
        await test.shutDown()
    }

    @Test func aDayOfSeveralNumbersIsLeftForTheCallerToSplit() async throws {
        let test = try await TestClient()
        let client = test.client(test.options { $0.boundedResponseSize = 10_000 })
        #expect(test.query.customerNumbers.count > 1)
        await #expect(throws: AnswerLimit.Exceeded.self) {
            try await client.timeSeries(test.query, retries: RetryBudget(0), canSplit: true) { _ in }
        }
        #expect(client.parts(of: test.query).count == 1)
        client.record(tooMany: test.query.customerNumbers)
        let parts = client.parts(of: test.query)
        #expect(parts.count > 1)
        #expect(parts.flatMap(\.customerNumbers) == test.query.customerNumbers)
        await test.shutDown()
    }
}
