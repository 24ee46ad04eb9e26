import Ground
import HTTPServer
import Metering
import NIOCore
import Polling
import ReadingStore
import Snapshot
import TestBench
import TestSupport
import Testing

@testable import StatusPage

/// A month or a year on the page, from a store on disk.
@Suite(.timeLimit(.minutes(5))) struct PeriodDaysTests {
    private let bench: PollBench
    private let meter = SampleSnapshot.meter("735999000000000015")
    /// Three hours that never came.
    private let hole = Timestamp(utcYear: 2024, month: 3, day: 5) + .hours(9)

    /// An hour of one kWh from June 2023 to two days before the clock of the bench, but for the hole.
    init() async throws {
        bench = try await PollBench()
        let time = Timestamp(utcYear: 2023, month: 6, day: 10)..<Timestamp(utcYear: 2026, month: 10, day: 18)
        let missing = hole..<(hole + .hours(3))
        let page = ReadingBatch.hours(of: meter, time, without: missing.contains)
        _ = try await bench.store.readings.record(page, group: "main", order: OriginOrder([]), now: bench.now)
        await bench.events.publish(.time)
    }

    /// The page as text without its tags, and with plain spaces.
    private func page(_ period: String) async throws -> String {
        let handler = StatusPageHandler(
            site: StatusPage.Site(version: "0", telemetryPath: "/metrics"), published: bench.published,
            store: bench.store, now: { [now = bench.now] in now }, onStoreError: { _ in }, receivers: { [] })
        let request = HTTPRequest(path: "/", query: [QueryItem(name: "period", value: period)])
        guard case .later(let make) = handler.route.handler(request) else {
            throw Program.Failure(description: "the page is made on the event loop")
        }
        let html = await make().body.map { String(buffer: $0) }.joined()
        #expect(try await HTMLReader.read(html).faults.isEmpty)
        return html.replacing(/<[^>]*>/, with: "").replacing(/[\u{a0}\u{202f}\u{2009}]/, with: " ")
    }

    @Test func aYearOfLongAgoHasItsSumAndItsMissingHours() async throws {
        let page = try await page("2024")
        // 8784 hours, and three are missing; the year before begins in June.
        #expect(page.contains("Sum8 781 kWh"))
        #expect(page.contains("A year before4 919 kWh from Sat 10 Jun 2023 02:00 on"))
        #expect(page.contains("Tue 5 Mar 2024 10:00–13:00"))
        await bench.end()
    }

    @Test func aRunningMonthIsNoWholeOne() async throws {
        let page = try await page("2026-10")
        #expect(page.contains("Sum so far") && page.contains("All of it a year before745 kWh"))
        #expect(page.contains("No hour is missing."))
        await bench.end()
    }

    @Test(arguments: ["2023-05", "2026-11", "1990"]) func aTimeWithoutReadingsIsNotComplete(period: String) async throws
    {
        let page = try await page(period)
        #expect(page.contains("so none of this time."))
        #expect(!page.contains("No hour is missing."))
        await bench.end()
    }

    @Test func ofDaysWhoseReadingsAreGoneTheHoursAreNotMadeUp() async throws {
        _ = try await bench.store.readings.delete(before: Timestamp(utcYear: 2026, month: 1, day: 1))
        await bench.events.publish(.time)
        let page = try await page("2024-03")
        #expect(page.contains("Sum740 kWh"))
        #expect(page.contains("Hours are missing on 1 day whose readings are removed"))
        #expect(!page.contains("Missing:"))
        await bench.end()
    }

    @Test func aMeterWhoseReadingsAreAllGoneKeepsItsCard() async throws {
        _ = try await bench.store.readings.delete(before: bench.now)
        await bench.events.publish(.time)
        #expect(try await bench.store.readings.count() == 0)
        let page = try await page("2025")
        #expect(page.contains("735999000000000015"))
        #expect(page.contains("removed as old (storage.retention), days summed until Sun 18 Oct 02:00"))
        #expect(page.contains("Sum8 760 kWh") && page.contains("A year before8 781 kWh"))
        #expect(!page.contains("Newest reading"))
        await bench.end()
    }
}
