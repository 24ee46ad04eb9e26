import Ground
import Synchronization
import TestSupport
import Testing

@testable import Snapshot
@testable import StatusPage

@Suite(.timeLimit(.minutes(5))) struct PageTurnsTests {
    private final class Counter: Sendable {
        private let state = Mutex((now: 0, most: 0, all: 0))
        var most: Int { state.withLock { $0.most } }
        var all: Int { state.withLock { $0.all } }
        var now: Int { state.withLock { $0.now } }
        func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) } }
        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test func aFewPagesAreMadeOneAtATime() async {
        let turns = PageTurns()
        let counter = Counter()
        let done = await withTaskGroup(of: Bool.self) { tasks in
            for _ in 0...PageTurns.mostWaiting {
                tasks.addTask {
                    await turns.run {
                        counter.enter()
                        await Task.yield()
                        counter.leave()
                        return true
                    } ?? false
                }
            }
            return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(done == PageTurns.mostWaiting + 1)
        #expect(counter.most == 1)
    }

    @Test func tooManyPagesAreRefusedAtOnceAndTheOthersAreMade() async throws {
        let turns = PageTurns()
        let counter = Counter()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            await turns.run {
                counter.enter()
                for await _ in gate {}
                counter.leave()
                return true
            }
        }
        try await eventually("the first has its turn") { counter.now == 1 }
        let others = (0..<(PageTurns.mostWaiting + 10)).map { _ in
            Task {
                let answer = await turns.run { true }
                if answer == nil { counter.enter() }
                return answer
            }
        }
        try await eventually("ten are turned away") { counter.all == 11 }
        others[0].cancel()
        open.finish()
        #expect(await first.value == true)
        var done = 0
        for other in others { done += await other.value == true ? 1 : 0 }
        // The one that was cancelled was among those that waited, or among those turned away.
        #expect(done >= PageTurns.mostWaiting - 1 && done <= PageTurns.mostWaiting)
        #expect(await turns.run { 1 } == 1)
    }
}
