import Configuration
import Ground
import LineLog
import Logging
import Metering
import ReadingStore
import TestBench
import Testing

@testable import Polling

/// Invoiced months that a fetch brings.
struct InvoicedFetchTests {
    private func fetch(_ bench: ScriptBench, _ range: Range<Timestamp>, isAgain: Bool = false) async throws
        -> FetchSummary
    {
        bench.api.forget()
        bench.store.close()
        let options = Fetch.Options(version: "0", isAgain: isAgain, now: { [now = bench.now] in now }, random: { 0 })
        return try await Fetch.run(
            range, bench.configuration, options, progress: FetchProgress(),
            log: .lines(LineLogHandler(level: .debug, sink: bench.sink)))
    }

    private func invoices(_ bench: ScriptBench) async throws -> [Invoice] {
        let store = try ReadingStore(path: bench.configuration.storage.path)
        defer { store.close() }
        return try await store.invoices.stored(from: Timestamp(milliseconds: 0)).series.flatMap(\.invoices)
    }

    private func time(_ year: Int64, _ month: Int64, _ day: Int64 = 1) -> Timestamp {
        Timestamp(utcYear: year, month: month, day: day)
    }

    /// One invoice on the first of each month in the window.
    private func bench() throws -> ScriptBench {
        try ScriptBench { request in
            guard !request.isTimeSeries else { return Body.page(Body.object([])) }
            let months = (0..<36).map { Timestamp(utcYear: 2024, month: 1, day: 1).month(after: $0) }
            return Body.page(
                Body.object(months.filter { request.window.contains($0) }.map { Body.invoice($0, 10) }))
        }
    }

    @Test func allMonthsOfTheRangeAreFetchedAYearAtATime() async throws {
        let bench = try bench()
        let summary = try await fetch(bench, time(2024, 3)..<time(2026, 2, 15))
        #expect(summary.isSuccess && summary.invoiced?.counts.stored.new == 24)
        #expect(summary.invoiced?.requests == 2)
        #expect(try await invoices(bench).map(\.date).sorted().first == time(2024, 3))
        // Months that can no longer change are not asked for again, unless `--again` is given.
        #expect(try await fetch(bench, time(2024, 3)..<time(2026, 2, 15)).invoiced?.requests == 0)
        #expect(try await fetch(bench, time(2024, 3)..<time(2026, 2, 15), isAgain: true).invoiced?.requests == 2)
        #expect(try await invoices(bench).count == 24)
    }

    @Test func aMonthThatMayStillBeInvoicedIsAskedForAgainADayLater() async throws {
        let bench = try bench()
        let range = time(2026, 8)..<time(2026, 10, 20)
        #expect(try await fetch(bench, range).invoiced?.requests == 1)
        #expect(try await fetch(bench, range).invoiced?.requests == 0)
        bench.now = bench.now + .days(2)
        #expect(try await fetch(bench, range).invoiced?.requests == 1)
    }

    @Test func aPartOfAMonthBesideTheRangeDoesNotReplaceIt() async throws {
        // Of September two parts are stored; the last day in UTC lies in the days that are asked for with October.
        let september = [time(2026, 9, 3), time(2026, 9, 30) + .hours(12)]
        let bench = try ScriptBench { request in
            guard !request.isTimeSeries else { return Body.page(Body.object([])) }
            return Body.page(
                Body.object(
                    (september + [self.time(2026, 10, 2)]).filter { request.window.contains($0) }
                        .map { Body.invoice($0, 10) }))
        }
        #expect(try await fetch(bench, time(2026, 9)..<time(2026, 9, 20)).isSuccess)
        _ = try await fetch(bench, time(2026, 10)..<time(2026, 10, 10))
        #expect(try await invoices(bench).map(\.date).sorted() == september + [time(2026, 10, 2)])
    }

    @Test func aFailureIsNamedAndAskedForAgain() async throws {
        let isBroken = Flag()
        isBroken.set()
        let bench = try ScriptBench { request in
            if request.isTimeSeries { return Body.page(Body.object([])) }
            return isBroken.isSet
                ? .message(500, "broken") : Body.page(Body.object([Body.invoice(request.from + .days(2), 1)]))
        }
        let range = time(2026, 1)..<time(2026, 3)
        let failed = try await fetch(bench, range)
        #expect(!failed.isSuccess && failed.invoiced?.failures.count == 1)
        isBroken.set(false)
        #expect(try await fetch(bench, range).isSuccess)
        #expect(try await invoices(bench).count == 1)
    }
}

extension Timestamp {
    /// The first of a later month.
    fileprivate func month(after months: Int) -> Timestamp {
        let first = (utcDay.month + months).firstDay.date
        return Timestamp(utcYear: Int64(first.year), month: Int64(first.month), day: 1)
    }
}
