import Synchronization
import TestSupport
import Testing

@testable import Polling

struct OrderedWalksTests {
    private struct Broken: Error {}

    @Test func pagesArriveInTheOrderOfTheJobsWhicheverIsReadyFirst() async throws {
        let turn = Mutex(0)
        var received: [Int] = []
        await OrderedWalks.run(
            [0, 1, 2], width: 3,
            run: { job, handOver in
                // The last job is ready first: each waits until the one behind it has its page at hand.
                try await eventually("job \(job) has its turn") { turn.withLock { $0 } == 2 - job }
                turn.withLock { $0 += 1 }
                try await handOver(job * 10)
                try await handOver(job * 10 + 1)
            },
            receive: { _, page in received.append(page) }, finish: { _, _ in })
        #expect(received == [0, 1, 10, 11, 20, 21])
    }

    @Test func aJobThatFailsKeepsItsPagesAndCostsTheOthersNothing() async {
        var received: [Int] = []
        var failures: [Int] = []
        await OrderedWalks.run(
            [0, 1, 2], width: 2,
            run: { job, handOver in
                try await handOver(job)
                if job == 1 { throw Broken() }
            },
            receive: { _, page in received.append(page) },
            finish: { index, failure in if failure != nil { failures.append(index) } })
        #expect(received == [0, 1, 2])
        #expect(failures == [1])
    }

    @Test func aPageThatCannotBeStoredFailsItsJobButNotThePagesAfterIt() async {
        var received: [Int] = []
        var failures: [Int] = []
        await OrderedWalks.run(
            [0, 1], width: 1,
            run: { job, handOver in
                try await handOver(job * 10)
                try await handOver(job * 10 + 1)
            },
            receive: { _, page in
                if page == 0 { throw Broken() }
                received.append(page)
            },
            finish: { index, failure in if failure != nil { failures.append(index) } })
        #expect(received == [1, 10, 11])
        #expect(failures == [0])
    }

    @Test func noMoreJobsRunAtOnceThanTheWidth() async {
        let running = Mutex((now: 0, most: 0))
        await OrderedWalks.run(
            Array(0..<20), width: 3,
            run: { job, handOver in
                running.withLock { running in
                    running.now += 1
                    running.most = max(running.most, running.now)
                }
                try await handOver(job)
                running.withLock { $0.now -= 1 }
            },
            receive: { _, _ in await Task.yield() }, finish: { _, _ in })
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test func cancellationEndsAllJobsAndIsReported() async {
        let started = Mutex(0)
        let task = Task {
            var failures: [Int] = []
            await OrderedWalks.run(
                [0, 1, 2], width: 2,
                run: { (_: Int, _: @Sendable (Int) async throws -> Void) in
                    started.withLock { $0 += 1 }
                    try await Task.sleep(for: .seconds(3600))
                },
                receive: { _, _ in },
                finish: { index, failure in if failure is CancellationError { failures.append(index) } })
            return failures
        }
        await #expect(throws: Never.self) {
            try await eventually("two jobs have begun") { started.withLock { $0 } == 2 }
        }
        task.cancel()
        #expect(await task.value == [0, 1, 2])
    }
}
