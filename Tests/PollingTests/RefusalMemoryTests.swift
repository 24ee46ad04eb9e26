import EnergyAPI
import Ground
import Testing

@testable import Polling

struct RefusalMemoryTests {
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20)

    private func query(_ numbers: [String], _ points: [String] = []) -> TimeSeriesQuery {
        TimeSeriesQuery(
            customerNumbers: numbers, resolution: .quarter, window: now..<(now + .days(1)), meteringPoints: points)
    }

    private func lists(_ queries: [TimeSeriesQuery]) -> [[[String]]] {
        queries.map { [$0.customerNumbers, $0.meteringPoints] }
    }

    @Test func refusedNumbersAndPointsAreNotAskedFor() {
        let refusals = Refusals()
        #expect(lists(refusals.admitted(query(["1", "2"], ["p", "q"]))) == [[["1", "2"], ["p", "q"]]])
        refusals.insert(RefusedNumber(customerNumber: "1"), at: now)
        #expect(lists(refusals.admitted(query(["1", "2", "3"], ["p", "q"]))) == [[["2", "3"], ["p", "q"]]])
        refusals.insert(RefusedNumber(customerNumber: "2", meteringPoint: "q"), at: now)
        #expect(
            lists(refusals.admitted(query(["1", "2", "3"], ["p", "q"]))) == [[["2"], ["p"]], [["3"], ["p", "q"]]])
        refusals.insert(RefusedNumber(customerNumber: "", meteringPoint: "p"), at: now)
        #expect(lists(refusals.admitted(query(["1", "2", "3"], ["p", "q"]))) == [[["3"], ["q"]]])
        #expect(lists(refusals.admitted(query(["1", "2"]))) == [[["2"], []]])
        #expect(refusals.admitted(query(["1"])).isEmpty)
    }

    @Test func aProbeAsksForOneRefusalWithoutTheOthers() {
        let refusals = Refusals()
        let number = RefusedNumber(customerNumber: "1")
        let point = RefusedNumber(customerNumber: "", meteringPoint: "p")
        refusals.insert(number, at: now)
        refusals.insert(point, at: now)
        let whole = query(["1", "2"], ["p", "q"])
        #expect(lists([refusals.probe(number, whole)]) == [[["1"], ["q"]]])
        #expect(lists([refusals.probe(point, whole)]) == [[["2"], ["p"]]])
    }

    @Test func refusalsAreProbedOnceADayAndAfterTheClockWasSetBack() {
        let refusals = Refusals()
        let number = RefusedNumber(customerNumber: "1")
        #expect(refusals.insert(number, at: now))
        #expect(refusals.due(at: now + .hours(23)).isEmpty)
        #expect(refusals.due(at: now + .hours(24)) == [number])
        #expect(refusals.due(at: now - .hours(1)) == [number])
        #expect(!refusals.insert(number, at: now + .hours(24)))
        refusals.remove(number)
        #expect(refusals.all.isEmpty)
    }

    @Test func listsThatHoldAllOfAnotherIncludeIt() {
        #expect(query(["1", "2"]).includes(query(["2"], ["p"])))
        #expect(!query(["1", "2"], ["p"]).includes(query(["2"])))
        #expect(!query(["1"]).includes(query(["1", "2"])))
    }
}
