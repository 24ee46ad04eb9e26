import Configuration
import Ground
import LineLog
import Logging
import Metering
import ReadingStore
import TestBench
import Testing

@testable import Polling

/// The conditions for a day of history to count as fetched.
struct FetchScriptTests {
    private static let today = Timestamp(utcYear: 2026, month: 10, day: 20)
    private static let range = (today - .days(60))..<(today - .days(39))
    private static let hole = (today - .days(53))..<(today - .days(46))

    private func fetch(_ bench: ScriptBench, _ range: Range<Timestamp> = range) async throws -> FetchSummary {
        bench.api.forget()
        // A fetch opens the store itself.
        bench.store.close()
        bench.configuration.invoiced.enabled = false
        var options = Fetch.Options(version: "0", now: { [now = bench.now] in now }, random: { 0 })
        options.patience.fruitlessRounds = 1
        return try await Fetch.run(
            range, bench.configuration, options, progress: FetchProgress(),
            log: .lines(LineLogHandler(level: .debug, sink: bench.sink)))
    }

    private static func hours(_ request: ScriptedAPI.Request, point: String = ScriptBench.point) -> String {
        Body.object(Body.hours(request.window, until: today), point: point)
    }

    @Test func anEmptyAnswerBetweenReadingsIsAskedForByTheNextFetch() async throws {
        let isEmpty = Flag()
        isEmpty.set()
        let bench = try ScriptBench { request in
            isEmpty.isSet && request.from == Self.hole.lowerBound ? .nothing : Body.page(Self.hours(request))
        }
        let first = try await fetch(bench)
        #expect(first.isSuccess && bench.api.requests.count == 3)
        #expect(first.coverage.first?.missing.map(\.time) == [.days(7)])
        isEmpty.set(false)
        let second = try await fetch(bench)
        #expect(bench.api.requests.map(\.window) == [Self.hole])
        #expect(second.finishedDays == 14 && second.coverage.first?.missing.isEmpty == true)
        _ = try await fetch(bench)
        #expect(bench.api.requests.isEmpty)
    }

    @Test func aPointThatLacksADayBetweenItsReadingsIsAskedForAgain() async throws {
        let other = "735999000000000022"
        let bench = try ScriptBench { request in
            request.from == Self.hole.lowerBound
                ? Body.page(Self.hours(request)) : Body.page(Self.hours(request), Self.hours(request, point: other))
        }
        let summary = try await fetch(bench)
        #expect(summary.coverage.first?.missing.map(\.meteringPoint) == [other])
        _ = try await fetch(bench)
        #expect(bench.api.requests.map(\.window) == [Self.hole])
    }

    @Test func aPointThatBeganLaterLacksNothing() async throws {
        let other = "735999000000000022"
        let bench = try ScriptBench { request in
            request.from < Self.hole.upperBound
                ? Body.page(Self.hours(request)) : Body.page(Self.hours(request), Self.hours(request, point: other))
        }
        _ = try await fetch(bench)
        _ = try await fetch(bench)
        #expect(bench.api.requests.isEmpty)
    }

    @Test func anInterruptedFetchDoesNotAskForEmptyWindowsTwice() async throws {
        let breaks = Flag()
        breaks.set()
        let bench = try ScriptBench { request in
            if request.from == Self.hole.lowerBound { return .nothing }
            // The key is refused at the oldest window: the fetch stops before its end.
            if breaks.isSet, request.from < Self.hole.lowerBound { return .message(401, "Access denied") }
            return Body.page(Self.hours(request))
        }
        bench.configuration.api.maxConcurrentRequests = 1
        await #expect(throws: FetchError.self) { try await fetch(bench) }
        breaks.set(false)
        _ = try await fetch(bench)
        #expect(bench.api.requests.map(\.from) == [Self.range.lowerBound])
        _ = try await fetch(bench)
        #expect(bench.api.requests.map(\.window) == [Self.hole])
    }

    @Test func aMaintenancePageIsRetried() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            defer { turn.next() }
            return turn.value == 0
                ? ScriptedAPI.Answer(body: "<html>Planerat</html>", headers: ["Content-Type: text/html"])
                : Body.page(Self.hours(request))
        }
        let summary = try await fetch(bench)
        #expect(summary.isSuccess && summary.windows == 3)
    }

    @Test func aRefusedNumberIsNamedAndTheOthersAreFetched() async throws {
        let isLetIn = Flag()
        let bench = try ScriptBench(["100001", "100003"]) { request in
            request.numbers.contains("100003") && !isLetIn.isSet
                ? .message(403, "No access") : Body.page(Self.hours(request))
        }
        let summary = try await fetch(bench)
        #expect(!summary.isSuccess && summary.failures.isEmpty && summary.windows == 3)
        #expect(summary.refused.map(\.refused) == [RefusedNumber(customerNumber: "100003")])
        isLetIn.set()
        #expect(try await fetch(bench).isSuccess)
        #expect(bench.api.requests.count == 3 && bench.api.requests.allSatisfy { $0.numbers == ["100003"] })
    }

    @Test func windowsThatFailForGoodAreListedAndTheOthersFetched() async throws {
        let fails = Flag()
        fails.set()
        let bench = try ScriptBench(["100001", "100002"]) { request in
            fails.isSet && request.from >= Self.hole.lowerBound
                ? .message(400, "Bad request") : Body.page(Self.hours(request))
        }
        bench.configuration.api.maxConcurrentRequests = 1
        let summary = try await fetch(bench)
        #expect(summary.windows == 1 && summary.refused.isEmpty)
        #expect(summary.failures.map(\.window.lowerBound) == [Self.hole.lowerBound, Self.hole.upperBound])
        // The first is tried by itself: the list is not the cause.
        #expect(bench.api.requests.count == 3 + 2)
        // The same command asks for those alone.
        fails.set(false)
        #expect(try await fetch(bench).isSuccess)
        #expect(bench.api.requests.map(\.from) == [Self.hole.upperBound, Self.hole.lowerBound])
    }

    @Test func aListThatIsRefusedRepeatedlyIsAbandoned() async throws {
        let bench = try ScriptBench { _ in .message(403, "No access") }
        bench.configuration.api.maxConcurrentRequests = 1
        let summary = try await fetch(bench, (Self.today - .days(140))..<(Self.today - .days(70)))
        #expect(summary.failures.count == 10 && bench.api.requests.count == 3)
    }

    @Test func windowsBeforeTheContractAreEmpty() async throws {
        let bench = try ScriptBench { request in
            request.to <= Self.hole.upperBound
                ? .message(404, "No consumption found for the period") : Body.page(Self.hours(request))
        }
        let summary = try await fetch(bench)
        #expect(summary.isSuccess && bench.api.requests.count == 3)
    }

    @Test func aNullInHistoryWithdrawsTheStoredReading() async throws {
        let turn = Turn()
        let spike = Self.hole.lowerBound + .hours(5)
        let bench = try ScriptBench { request in
            let null = request.window.contains(spike) && turn.value > 0
            return Body.page(
                Body.object(
                    Body.hours(request.window, until: Self.today) { $0 == spike && null ? nil : 1 }
                        + (null ? [Body.reading(spike, nil)] : [])))
        }
        _ = try await fetch(bench)
        turn.next()
        var options = Fetch.Options(version: "0", isAgain: true, now: { [now = bench.now] in now }, random: { 0 })
        options.patience.fruitlessRounds = 1
        let summary = try await Fetch.run(
            Self.range, bench.configuration, options, progress: FetchProgress(),
            log: .lines(LineLogHandler(level: .debug, sink: bench.sink)))
        #expect(summary.counts.stored.withdrawn == 1)
    }
}
