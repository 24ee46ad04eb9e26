import Metering
import Polling
import ReadingStore
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct FindingsSectionTests {
    @Test func eachKindHasItsOwnAdvice() {
        let all = Finding.allCases.map { FindingAdvice($0, nil) }
        #expect(Set(all.map(\.meaning)).count == all.count)
        #expect(Set(all.map(\.advice)).count == all.count)
        #expect(all.allSatisfy { $0.meaning.hasSuffix(".") && $0.advice.hasSuffix(".") })
    }

    @Test(arguments: TimesWithoutZone.allCases)
    func adviceOnTimesWithoutAZoneEndsOnceTheKeyIsSet(clock: TimesWithoutZone) {
        #expect(FindingAdvice(.timeWithoutZone, nil).advice.contains("then set api.times_without_zone"))
        #expect(FindingAdvice(.timeWithoutZone, clock).advice.hasSuffix("Nothing to do."))
    }

    @Test func refusedNumbersAndPointsAreNamed() {
        let html = FindingsSection(input: SampleSnapshot.input).html.text
        #expect(html.contains("<bdi>second</bdi>: <bdi>customer number 100003</bdi>"))
        #expect(html.contains("1\u{202F}344 × Times had no zone."))
    }

    @Test func withoutFindingsThereIsNoSection() {
        var input = SampleSnapshot.input
        input.polls = [.timeSeries: PollStatus(newest: PollOutcome(endpoint: .timeSeries, start: input.now))]
        #expect(FindingsSection(input: input).html.text.isEmpty)
        input.polls = [:]
        #expect(FindingsSection(input: input).html.text.isEmpty)
    }
}
