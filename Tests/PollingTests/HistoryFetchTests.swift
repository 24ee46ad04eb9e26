import Configuration
import Curl
import EnergyAPI
import Ground
import Metering
import ReadingStore
import Simulator
import TestBench
import TestSupport
import Testing

@testable import Polling

@Suite(.timeLimit(.minutes(5))) struct HistoryFetchTests {
    @Test func aFetchStoresAllThatTheAPIHas() async throws {
        try await FetchBench.with { bench in
            let time = bench.days(-40, 15)
            let progress = FetchProgress()
            let summary = try await bench.fetch(time, progress: progress)
            let expected = bench.visible(time)
            #expect(try await bench.stored() == expected)
            #expect(summary.failures.isEmpty)
            #expect(summary.windows == 8 && summary.requests == 8)
            #expect(summary.counts.stored.new == expected.values.reduce(0) { $0 + $1.count })
            let state = progress.state
            #expect(state.done == 8 && state.total == 8 && state.readings == summary.counts.received)
        }
    }

    @Test func theNewestWindowIsAskedForFirst() async throws {
        try await FetchBench.with { bench in
            bench.configuration.api.maxConcurrentRequests = 1
            _ = try await bench.fetch(bench.days(-13, 1))
            #expect(bench.askedWindows == ["2026-09-24", "2026-09-17"])
        }
    }

    @Test func aSecondFetchAsksOnlyForWhatCanStillHaveChanged() async throws {
        try await FetchBench.with { bench in
            _ = try await bench.fetch(bench.days(-20, 18))
            bench.server.forgetRequests()
            let summary = try await bench.fetch(bench.days(-20, 18))
            // Ten days before the 20th of October the 10th was not over.
            #expect(bench.askedWindows.sorted() == ["2026-10-10", "2026-10-11"])
            #expect(summary.finishedDays == 30)
            #expect(summary.counts.stored.new == 0 && summary.counts.stored.unchanged > 0)
        }
    }

    @Test func aLongerRangeAsksOnlyForTheRest() async throws {
        try await FetchBench.with { bench in
            _ = try await bench.fetch(bench.days(-20, -6))
            bench.server.forgetRequests()
            bench.configuration.api.maxConcurrentRequests = 1
            _ = try await bench.fetch(bench.days(-27, 1))
            #expect(bench.askedWindows == ["2026-09-24", "2026-09-03"])
        }
    }

    @Test func theFlagAgainAsksForTheWholeRange() async throws {
        try await FetchBench.with { bench in
            _ = try await bench.fetch(bench.days(-20, -6))
            bench.server.forgetRequests()
            let summary = try await bench.fetch(bench.days(-20, -6), again: true)
            #expect(summary.windows == 2 && summary.counts.stored.new == 0)
        }
    }

    @Test func anotherCustomerIsAskedForFromTheStart() async throws {
        try await FetchBench.with({ $0.utility.customers = 2 }) { bench in
            let numbers = bench.server.utility.customerNumbers
            bench.configuration.customers = [bench.group(numbers: [numbers[1]])]
            _ = try await bench.fetch(bench.days(-20, -6))
            bench.configuration.customers = [bench.group(numbers: numbers)]
            _ = try await bench.fetch(bench.days(-20, -6))
            #expect(try await bench.stored() == bench.visible(bench.days(-20, -6)))
        }
    }

    /// Interrupts a fetch when so many windows are done, then runs it to its end.
    @Test(arguments: [0, 1, 3, 7])
    func anInterruptedFetchContinuesWhereItStopped(_ windows: Int) async throws {
        try await FetchBench.with { bench in
            let time = bench.days(-60, 1)
            let progress = FetchProgress()
            bench.configuration.api.maxConcurrentRequests = 1
            let fetch = Task { [bench = Unchecked(bench)] in
                _ = try await bench.value.fetch(time, progress: progress)
            }
            try await eventually("\(windows) windows are done") { progress.state.done >= windows }
            fetch.cancel()
            await #expect(throws: CancellationError.self) { try await fetch.value }
            let done = progress.state.done
            bench.server.forgetRequests()
            let summary = try await bench.fetch(time)
            #expect(try await bench.stored() == bench.visible(time))
            // What was finished is not asked for again; one window may have been finished while it was cancelled.
            #expect(summary.windows <= 9 - windows && summary.windows >= 9 - done)
            #expect(bench.server.requests.count == summary.windows)
        }
    }

    @Test func twoGroupsWithOneSeriesSettleAsInAPollEvenIfOneFailsAtFirst() async throws {
        try await FetchBench.with({ $0.utility.customers = 2 }) { bench in
            // The second group sees the same meters as hours, and must not win.
            var second = bench.group("hours")
            second.resolution = .hour
            bench.configuration.customers = [bench.group(), second]
            let time = bench.days(-20, -6)
            bench.server.setFaults([FaultRule(.malformed, first: 1)])
            let failed = try await bench.fetch(time)
            #expect(failed.failures.count == 1)
            let summary = try await bench.fetch(time)
            #expect(summary.failures.isEmpty && summary.windows == 1)
            #expect(try await bench.stored() == bench.visible(time))
        }
    }

    @Test func passingFailuresAreRetriedUntilTheyPass() async throws {
        try await FetchBench.with { bench in
            bench.server.setFaults([
                try FaultRule(parsingFault: "500:0.3"), try FaultRule(parsingFault: "429:0.2:retry-after=0"),
                try FaultRule(parsingFault: "closed:0.1"),
            ])
            let time = bench.days(-60, 1)
            let summary = try await bench.fetch(time)
            #expect(summary.failures.isEmpty, "\(summary.failures)")
            #expect(try await bench.stored() == bench.visible(time))
            #expect(summary.requests > 9)
        }
    }

    @Test func aFetchWaitsForARateLimitOfAnyLength() async throws {
        try await FetchBench.with { bench in
            bench.server.setFaults([try FaultRule(parsingFault: "429:1:retry-after=86400")])
            let fetch = Task { [bench = Unchecked(bench)] in _ = try await bench.value.fetch(bench.value.days(-6, 1)) }
            try await eventually("the fetch says that it waits") {
                bench.sink.lines.contains { $0.contains("trying again in 86400.0 s") }
            }
            #expect(bench.server.requests.count == 1)
            fetch.cancel()
            await #expect(throws: CancellationError.self) { try await fetch.value }
        }
    }

    @Test func windowsThatFailForGoodAreListedAndTheOthersFetched() async throws {
        try await FetchBench.with { bench in
            bench.configuration.api.maxConcurrentRequests = 1
            bench.server.setFaults([FaultRule(.redirect(location: "https://login.example/signin"), first: 2)])
            let summary = try await bench.fetch(bench.days(-27, 1))
            #expect(summary.windows == 2)
            #expect(summary.failures.map(\.window) == [bench.days(-13, -6), bench.days(-6, 1)])
            #expect(summary.failures.allSatisfy { $0.group == "main" && $0.error.contains("HTTP 302") })
            // The same command asks for those alone.
            bench.server.forgetRequests()
            bench.server.setFaults([])
            _ = try await bench.fetch(bench.days(-27, 1))
            #expect(bench.askedWindows == ["2026-09-24", "2026-09-17"])
            #expect(try await bench.stored() == bench.visible(bench.days(-27, 1)))
        }
    }

    @Test func aFetchFromAnAPIThatIsDownEndsAfterSomeRounds() async throws {
        try await FetchBench.with { bench in
            bench.patience.retriesInRound = 2
            bench.patience.fruitlessRounds = 2
            bench.server.setFaults([FaultRule(.status(500))])
            let summary = try await bench.fetch(bench.days(-13, 1))
            #expect(summary.windows == 0 && summary.failures.count == 2)
            #expect(bench.sink.lines.count { $0.contains("asking again for what failed") } == 1)
        }
    }

    @Test func aRefusedKeyStopsTheFetchAtOnce() async throws {
        try await FetchBench.with({ $0.utility.customers = 2 }) { bench in
            let numbers = bench.server.utility.customerNumbers
            bench.configuration.customers = [
                bench.group("good", numbers: [numbers[0]]), bench.group("bad", numbers: [numbers[1]], key: "wrong"),
            ]
            // One after the other, so that none of the good group's is asked for while the bad one's is on its way.
            bench.configuration.api.maxConcurrentRequests = 1
            let error = await #expect(throws: FetchError.self) { try await bench.fetch(bench.days(-60, 1)) }
            #expect(
                error.map { "\($0)" }?.hasPrefix("customer group bad: the API refused the subscription key") == true)
            #expect(error.map { "\($0)" }?.contains("wrong") == false)
            #expect(bench.server.requests.count == 2)
        }
    }

    @Test func aStoreInUseIsAClearError() async throws {
        try await FetchBench.with { bench in
            let store = try ReadingStore(path: bench.configuration.storage.path)
            defer { store.close() }
            await #expect(throws: StoreError.self) { try await bench.fetch(bench.days(-6, 1)) }
            #expect(bench.server.requests.isEmpty)
        }
    }
}

/// Lets a test pass its bench to the task that fetches; the test itself only reads what is safe to read meanwhile.
private struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
