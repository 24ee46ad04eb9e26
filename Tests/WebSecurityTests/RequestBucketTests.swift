import Testing

@testable import Configuration
@testable import WebSecurity

struct RequestBucketTests {
    /// The seconds at which requests come, and whether each passes.
    private func outcomes(of limit: WebConfiguration.RateLimit, at seconds: [Int]) -> [Bool] {
        let start = ContinuousClock.now
        var bucket = RequestBucket(limit, now: start)
        var outcomes: [Bool] = []
        for second in seconds { outcomes.append(bucket.take(at: start + .seconds(second))) }
        return outcomes
    }

    @Test func aBurstPassesAndThenOneEachInterval() {
        let outcomes = outcomes(
            of: .init(interval: .seconds(10), burst: 3), at: [0, 0, 0, 0, 0, 9, 10, 19, 20, 1000, 1000, 1000, 1000])
        #expect(
            outcomes == [true, true, true, false, false, false, true, false, true, true, true, true, false])
    }

    @Test func aBurstOfZeroLetsNothingPass() {
        #expect(outcomes(of: .init(interval: .seconds(1), burst: 0), at: [0, 100]) == [false, false])
    }
}
