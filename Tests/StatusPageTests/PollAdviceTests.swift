import EnergyAPI
import Ground
import Metering
import Polling
import ReadingStore
import Testing

@testable import Snapshot
@testable import StatusPage

@Suite struct PollAdviceTests {
    @Test func allButSuccessHaveAMeaningAndAnAdvice() {
        for result in RequestResult.allCases {
            let advice = PollAdvice(result)
            #expect((advice == nil) == (result == .ok))
            #expect(advice?.meaning.isEmpty != true && advice?.advice.isEmpty != true)
        }
    }

    @Test func aPollNeedsEachAdviceOnceAndNoneOfGroupsThatSucceeded() {
        var outcome = PollOutcome(endpoint: .timeSeries, start: Timestamp(milliseconds: 0))
        var good = GroupOutcome(group: "good")
        good.results = [.ok, .serverError]
        var bad = GroupOutcome(group: "bad")
        bad.results = [.ok]
        bad.note(APIError(.unauthorized, "refused"))
        var worse = bad
        worse.note(StoreError.full(path: "x"))
        outcome.groups = [good, bad, worse]
        #expect(PollAdvice.all(outcome) == [PollAdvice(.unauthorized), PollAdvice.storeFailed].compactMap { $0 })
    }
}
