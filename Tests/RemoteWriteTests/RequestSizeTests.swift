import Testing

@testable import RemoteWrite

struct RequestSizeTests {
    private func failure(_ result: WriteResult, _ status: Int? = nil) -> WriteFailure {
        WriteFailure(result: result, message: "m", status: status)
    }

    @Test func itHalvesDownToOneAndGrowsAgain() {
        var size = RequestSize(most: 500)
        var limits: [Int] = []
        while size.limit > 1 {
            size.halve(size.limit, after: .serverError)
            limits.append(size.limit)
        }
        #expect(limits == [250, 125, 62, 31, 15, 7, 3, 1])
        limits = []
        while size.limit < 500 {
            size.succeed()
            limits.append(size.limit)
        }
        #expect(limits == [2, 4, 8, 16, 32, 64, 128, 256, 500])
    }

    @Test func aSizeThatWasTooSlowIsTriedLessOftenEachTime() {
        var size = RequestSize(most: 8)
        var successes: [Int] = []
        for _ in 0..<4 {
            size.halve(8, after: .timeout)
            var count = 0
            while size.limit < 8 {
                size.succeed()
                count += 1
            }
            successes.append(count)
        }
        #expect(successes == [2, 4, 8, 16])
        // It is trusted again once it was accepted.
        size.succeed()
        size.halve(8, after: .timeout)
        size.succeed()
        size.succeed()
        #expect(size.limit == 8)
    }

    @Test func threeEqualFailuresAreEnough() {
        let size = RequestSize(most: 500)
        for result in [WriteResult.serverError, .timeout, .network] {
            #expect(size.patience(for: failure(result), samples: 500) == 3)
            #expect(size.patience(for: failure(result), samples: 1) == 3)
        }
        for result in [WriteResult.unauthorized, .tls, .invalid] {
            #expect(size.patience(for: failure(result), samples: 500) == nil)
        }
        // A rate limit says nothing about a sample.
        #expect(size.patience(for: failure(.rateLimited), samples: 1) == nil)
    }

    @Test func aSampleOfAFailingRequestIsSoonTriedAlone() {
        var size = RequestSize(most: 2)
        size.halve(2, after: .serverError)
        #expect(size.patience(for: failure(.serverError), samples: 1) == 1)
        size.succeed()
        #expect(size.patience(for: failure(.serverError), samples: 1) == 3)
        // A time-out costs its whole time.
        size = RequestSize(most: 500)
        size.halve(500, after: .timeout)
        #expect(size.patience(for: failure(.timeout), samples: 250) == 1)
        // And a size that was too slow is soon given up when it is tried again.
        size.succeed()
        #expect(size.patience(for: failure(.timeout), samples: 250) == 3)
        #expect(size.patience(for: failure(.timeout), samples: 500) == 1)
    }

    @Test func onlyTheSameStatusCountsAsEqual() {
        var failures = EqualFailures()
        let counts = [500, 503, 500, 502, 500].map { failures.count(failure(.serverError, $0)) }
        #expect(counts == [1, 1, 2, 1, 3])
        #expect(failures.count(failure(.timeout)) == 1)
    }
}
