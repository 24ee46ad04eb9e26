import EnergyAPI
import Ground
import Metering
import Polling
import ReadingStore
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct PollAdviceTests {
    @Test func everyFailureHasAMeaningAndAdvice() {
        for result in RequestResult.allCases {
            let advice = PollAdvice(result)
            #expect((advice == nil) == (result == .ok))
            #expect(advice?.meaning.isEmpty != true && advice?.advice.isEmpty != true)
        }
    }

    @Test func numbersWithoutReadingsAreNamedAndNotCalledGood() {
        var group = GroupOutcome(group: "main")
        group.results = [.ok]
        group.known.counts = [("100001", 2), ("100<2", 0)]
        var input = SampleSnapshot.input
        input.polls = [
            .timeSeries: PollStatus(
                newest: PollOutcome(endpoint: .timeSeries, start: SampleSnapshot.now, groups: [group]))
        ]
        func html() -> String {
            APISection(
                input: input, clock: PageClock(calendar: input.rules.calendar, now: SampleSnapshot.now),
                now: SampleSnapshot.now
            ).html.text
        }
        #expect(html().contains("<li><bdi>main</bdi>: <bdi>customer number 100&lt;2</bdi></li>"))
        #expect(html().contains(">incomplete<") && !html().contains(">works<"))
        input.polls[.timeSeries]?.newest?.groups[0].known.counts[1].count = 1
        #expect(html().contains(">works<") && !html().contains("<li>"))
    }

    @Test func aPollHasEachAdviceOnceAndNoneForGroupsThatSucceeded() {
        var outcome = PollOutcome(endpoint: .timeSeries, start: Timestamp(milliseconds: 0))
        var good = GroupOutcome(group: "good")
        good.results = [.ok, .serverError]
        var bad = GroupOutcome(group: "bad")
        bad.results = [.ok]
        bad.record(APIError(.unauthorized, "refused"))
        var worse = bad
        worse.record(StoreError.full(path: "x"))
        outcome.groups = [good, bad, worse]
        #expect(PollAdvice.all(outcome) == [PollAdvice(.unauthorized), PollAdvice.storeFailed].compactMap { $0 })
    }
}
