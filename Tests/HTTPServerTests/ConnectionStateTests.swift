import NIOCore
import Testing

@testable import HTTPServer

struct ConnectionStateTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)

    private func at(_ seconds: Int64) -> NIODeadline {
        Self.start + .seconds(seconds)
    }

    private func make() -> ConnectionState {
        ConnectionState(limits: .init(), now: Self.start)
    }

    @Test func aConnectionThatSendsNothingHasTheIdleTime() throws {
        let deadline = try #require(make().deadline(owed: 0))
        #expect(deadline == (at(75), .idle))
    }

    @Test func theTimeOfARequestCountsFromItsFirstByte() throws {
        var state = make()
        state.requestBegan(at: at(20))
        state.requestBegan(at: at(25))
        #expect(try #require(state.deadline(owed: 0)) == (at(30), .request))
    }

    @Test func theIdleTimeStartsAgainWithEachRequestAndAnswer() throws {
        var state = make()
        state.requestBegan(at: at(1))
        state.requestEnded(at: at(2), closes: false)
        #expect(try #require(state.deadline(owed: 0)) == (at(77), .idle))
        state.answerWritten(at: at(3))
        state.answerFlushed(at: at(5))
        #expect(try #require(state.deadline(owed: 0)) == (at(80), .idle))
    }

    @Test func anAnswerBeingComputedHasNoTimeLimit() {
        var state = make()
        state.requestBegan(at: at(1))
        state.requestEnded(at: at(2), closes: false)
        #expect(state.deadline(owed: 1) == nil)
    }

    @Test func progressExtendsTheStallTimeUpToTheAnswerTime()
        throws
    {
        var state = make()
        state.requestEnded(at: at(0), closes: true)
        state.answerWritten(at: at(10))
        #expect(try #require(state.deadline(owed: 0)) == (at(40), .writeStall))
        state.writeProgressed(at: at(30))
        #expect(try #require(state.deadline(owed: 0)) == (at(60), .writeStall))
        state.writeProgressed(at: at(300))
        #expect(try #require(state.deadline(owed: 0)) == (at(310), .answer))
    }

    @Test func aConnectionIsFinishedOnceNothingIsReadOwedOrBeingSent() {
        var state = make()
        #expect(!state.isFinished(owed: 0))
        state.requestEnded(at: at(0), closes: true)
        #expect(!state.isFinished(owed: 1))
        state.answerWritten(at: at(0))
        #expect(!state.isFinished(owed: 0))
        state.answerFlushed(at: at(0))
        #expect(state.isFinished(owed: 0))
    }

    @Test func onlyTheLingerTimeCountsAfterTheEnd() throws {
        var state = make()
        state.end()
        state.lingerBegan(at: at(5))
        state.lingerBegan(at: at(6))
        #expect(try #require(state.deadline(owed: 0)) == (at(7), .linger))
    }

    @Test func aNewRequestIsNotBegunWhileManyAnswersAreOwedOrTheClientTakesNone() {
        let state = make()
        #expect(state.takesBytes(owed: 15, isWritable: true))
        #expect(!state.takesBytes(owed: 16, isWritable: true))
        #expect(!state.takesBytes(owed: 0, isWritable: false))
    }

    @Test func aBegunRequestIsReadToItsEndWhateverIsOwed() {
        var state = make()
        state.requestBegan(at: at(0))
        #expect(state.takesBytes(owed: 16, isWritable: false))
    }

    @Test func noRequestIsAcceptedAfterAShutdown() {
        var state = make()
        state.drain()
        #expect(!state.takesBytes(owed: 0, isWritable: true))
        #expect(state.isFinished(owed: 0))
    }
}
