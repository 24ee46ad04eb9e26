import Testing

@testable import Curl

struct WaitingLineTests {
    @Test func asManyAsAllowedRunAndTheOthersWaitTheirTurn() {
        var line = WaitingLine<Int>(limit: 2)

        let entered = (1...5).map { line.enter($0, host: "a") }
        #expect(entered == [true, true, false, false, false])
        expect(line.ended(host: "a"), 3)
        expect(line.ended(host: "a"), 4)
        expect(line.ended(host: "a"), 5)
        expect(line.ended(host: "a"), nil)
        expect(line.enter(6, host: "a"), true)
        expect(line.enter(7, host: "a"), false)
    }

    @Test func hostsDoNotHoldEachOtherUp() {
        var line = WaitingLine<Int>(limit: 1)

        expect(line.enter(1, host: "a"), true)
        expect(line.enter(2, host: "b"), true)
        expect(line.enter(3, host: "a"), false)
        expect(line.ended(host: "b"), nil)
        expect(line.ended(host: "a"), 3)
    }

    @Test func removedRequestsDoNotGetATurn() {
        var line = WaitingLine<Int>(limit: 1)
        for number in 1...4 { _ = line.enter(number, host: "a") }

        expect(line.remove { $0 == 2 }, [2])
        #expect(line.all == [3, 4])
        expect(line.ended(host: "a"), 3)
    }

    @Test(arguments: [0, -1])
    func aLimitBelowOneIsOne(limit: Int) {
        var line = WaitingLine<Int>(limit: limit)

        expect(line.enter(1, host: "a"), true)
        expect(line.enter(2, host: "a"), false)
    }

    /// The macro cannot call what changes the line.
    private func expect<Answer: Equatable>(
        _ answer: Answer, _ expected: Answer, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer == expected, sourceLocation: sourceLocation)
    }
}
