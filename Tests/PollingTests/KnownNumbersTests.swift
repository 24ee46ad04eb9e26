import Configuration
import Ground
import Testing

@testable import Polling

struct KnownNumbersTests {
    private func known(
        _ numbers: [String], _ counts: [String: Int], points: [String] = ["735999000000000015"],
        _ change: (inout Configuration.CustomerGroup) -> Void = { _ in }
    ) -> KnownNumbers {
        var group = ScriptBench.group("main", numbers)
        change(&group)
        return KnownNumbers(group, counts: counts, points: points)
    }

    @Test func aNumberThatNeverGotAReadingCountsZero() {
        let known = known(["0100001", "100002"], ["100001": 3])
        #expect(known.counts.map(\.count) == [3, 0])
        #expect(known.unknown == [RefusedNumber(customerNumber: "100002")])
    }

    @Test func aParentWithSubsidiariesIsNotUnknown() {
        #expect(
            known(["100001"], ["200001": 2], points: ["a", "b"]) { $0.subsidiary = true }.counts.map(\.count) == [2])
        let several = known(["100001", "100002"], ["100001": 1, "200001": 2]) { $0.subsidiary = true }
        #expect(several.counts.map(\.customerNumber) == ["100001"] && several.unknown.isEmpty)
    }

    @Test func aMeteringPointThatWasNeverAnsweredIsUnknown() {
        let known = known(["100001"], ["100001": 1]) {
            $0.meteringPoints = ["735999000000000015", "735999000000000022"]
        }
        #expect(known.unknown == [RefusedNumber(customerNumber: "", meteringPoint: "735999000000000022")])
    }

    @Test func aPollReportsUnknownNumbersOnceAndWhileTheyAreUnknown() async throws {
        let isKnown = Flag()
        let bench = try ScriptBench(["100001", "100002"]) { request in
            let object = Body.object(Body.hours(request.window, until: request.to))
            let other = Body.object([], customer: "100002", point: "735999000000000022")
            return Body.page([object] + (isKnown.isSet && request.numbers.contains("100002") ? [other] : []))
        }
        let first = await bench.poll()
        #expect(first.isSuccess)
        #expect(first.groups[0].known.counts.map(\.count) == [1, 0])
        #expect(first.groups[0].unknown == [RefusedNumber(customerNumber: "100002")])
        isKnown.set()
        bench.now = bench.now + .hours(1)
        #expect(await bench.poll().groups[0].unknown.isEmpty)
    }

    @Test func nothingIsConcludedFromAnAPIThatDoesNotAnswer() async throws {
        let bench = try ScriptBench { _ in .message(500, "broken") }
        let poll = await bench.poll()
        #expect(poll.groups[0].known.counts.map(\.count) == [0] && poll.groups[0].unknown.isEmpty)
    }
}
