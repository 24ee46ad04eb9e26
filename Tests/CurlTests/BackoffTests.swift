import Curl
import Ground
import Testing

struct BackoffTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (11, 300), (Int.max, 300)])
    func theDelayDoublesUpToTheCap(attempt: Int, seconds: Int) {
        let backoff = Backoff(random: { 1 })

        #expect(backoff.delay(attempt: attempt) == .seconds(seconds))
    }

    @Test(arguments: [(0.0, 0), (0.25, 1000), (0.5, 2000), (1.0, 4000)])
    func jitterSpreadsOverTheWholeDelay(random: Double, milliseconds: Int) {
        let backoff = Backoff(random: { random })

        #expect(backoff.delay(attempt: 3) == .milliseconds(milliseconds))
    }

    @Test(arguments: [0, -1, Int.min])
    func anAttemptBelowOneCountsAsTheFirst(attempt: Int) {
        #expect(Backoff(random: { 1 }).delay(attempt: attempt) == .seconds(1))
    }

    @Test(arguments: [-1.0, 2.0])
    func aRandomNumberOutsideZeroToOneIsClamped(random: Double) {
        let delay = Backoff(random: { random }).delay(attempt: 2)

        #expect(delay == (random < 0 ? .zero : .seconds(2)))
    }

    @Test func aFirstDelayAboveTheCapIsTheCap() {
        let backoff = Backoff(first: .seconds(60), cap: .seconds(10), random: { 1 })

        #expect(backoff.delay(attempt: 1) == .seconds(10))
    }

    @Test func theSystemsRandomStaysWithinTheDelay() {
        let backoff = Backoff()

        let delays = (0..<1000).map { _ in backoff.delay(attempt: 4) }

        #expect(delays.allSatisfy { ($0 >= .zero) && ($0 <= .seconds(8)) })
        #expect(Set(delays).count > 1)
    }
}
