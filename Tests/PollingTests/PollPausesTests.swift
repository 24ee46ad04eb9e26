import EnergyAPI
import Ground
import Metering
import Testing

@testable import Polling

struct PollPausesTests {
    private func outcome(_ groups: Set<RequestResult>..., duration: Duration = .seconds(5)) -> PollOutcome {
        PollOutcome(
            endpoint: .timeSeries, start: Timestamp(milliseconds: 0), duration: duration,
            groups: groups.enumerated().map { index, results in
                var group = GroupOutcome(group: "\(index)")
                group.results = results
                if results != [.ok] { group.errors = ["failed"] }
                return group
            })
    }

    private func pauses(_ outcomes: [PollOutcome], interval: Duration = .hours(1), random: Double = 0) -> [Duration] {
        var pauses = PollPauses(interval: interval, random: { random })
        return outcomes.map { pauses.next(after: $0) }
    }

    @Test(arguments: [RequestResult.network, .timeout, .serverError, .invalid, .tls])
    func aPollThatFailedEntirelyIsRepeatedWithinMinutes(result: RequestResult) {
        let failed = outcome([result], [.network])
        #expect(pauses(Array(repeating: failed, count: 6)) == [1, 2, 4, 5, 5, 5].map { .minutes($0) })
    }

    @Test func anAnsweredPollResetsThePauses() {
        let failed = outcome([.network])
        let rest = Duration.hours(1) - .seconds(5)
        #expect(pauses([failed, failed, outcome([.ok]), failed]) == [.minutes(1), .minutes(2), rest, .minutes(1)])
    }

    @Test func theIntervalIsTheLongestPause() {
        let failed = Array(repeating: outcome([.network]), count: 4)
        #expect(pauses(failed, interval: .minutes(2)) == [.minutes(1), .minutes(2), .minutes(2), .minutes(2)])
    }

    @Test func aTenthOfAPauseIsRandom() {
        #expect(pauses([outcome([.network])], random: 0.5) == [.seconds(63)])
        #expect(pauses([outcome([.ok])], random: 0.5) == [.minutes(63) - .seconds(5)])
        #expect(pauses([outcome([.network])], interval: .minutes(1), random: 0.5) == [.minutes(1)])
    }

    @Test(arguments: [
        [[RequestResult.unauthorized]], [[.rateLimited]], [[.clientError]], [[.ok, .network]], [[.ok], [.network]],
        [[.network, .rateLimited]],
    ])
    func lastingFailuresAndAnsweredPollsWaitForTheInterval(groups: [[RequestResult]]) {
        let outcome = PollOutcome(
            endpoint: .invoiced, start: Timestamp(milliseconds: 0),
            groups: groups.map { results in
                var group = GroupOutcome(group: "main")
                group.results = Set(results)
                if results != [.ok] { group.errors = ["failed"] }
                return group
            })
        #expect(pauses([outcome]) == [.hours(1)])
    }

    @Test func aGroupWithARefusedKeyDoesNotHoldTheOthersUp() {
        #expect(pauses([outcome([.unauthorized], [.serverError])]) == [.minutes(1)])
    }
}
