import Foundation
import Ground
import Metering
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

@Suite struct SeriesDigestsTests {
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20)
    private let rules = PollBench.settings.rules
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)

    /// An hour of one kWh in each hour of a day.
    private func page(day: Int64) -> ReadingBatch {
        let start = Timestamp(utcYear: 2026, month: 10, day: day).milliseconds
        let starts = (0..<24).map { start + Int64($0) * 3_600_000 }
        return ReadingBatch(
            sources: [ReadingSource(meter: meter)],
            series: [
                SeriesColumns(
                    source: 0, unit: "kWh",
                    readings: ReadingColumns(
                        starts: starts, ends: starts.map { $0 + 3_600_000 }, values: starts.map { _ in 1 },
                        statuses: starts.map { _ in 0 }))
            ],
            statuses: ["Processed"])
    }

    private func sum(_ digests: SeriesDigests) -> Double? {
        let days = CivilDay(year: 2026, month: 10, day: 1)..<CivilDay(year: 2026, month: 11, day: 1)
        return digests.bySeries[SeriesID(meter: meter, unit: "kWh")]?.totals.total(of: days).value
    }

    @Test func aPageStoredWhileTheFirstDigestsAreMadeIsNotMissingFromTheNext() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            _ = try await store.readings.record(page(day: 10), group: "main", now: now)
            let contents = try await store.readings.contents()
            // Another poll stores a page between the look at the store and the reading of its readings.
            _ = try await store.readings.record(page(day: 11), group: "main", now: now)
            var digests = SeriesDigests()
            try await digests.update(to: contents, in: store, by: rules, at: now)
            try await digests.update(to: try await store.readings.contents(), in: store, by: rules, at: now)
            #expect(sum(digests) == 48)
        }
    }

    @Test func whatWasDeletedLeavesTheSums() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            for day in 10...11 { _ = try await store.readings.record(page(day: Int64(day)), group: "main", now: now) }
            var digests = SeriesDigests()
            try await digests.update(to: try await store.readings.contents(), in: store, by: rules, at: now)
            let cutoff = Timestamp(utcYear: 2026, month: 10, day: 11)
            _ = try await store.readings.delete(before: cutoff)
            digests.forget(before: cutoff)
            try await digests.update(to: try await store.readings.contents(), in: store, by: rules, at: now)
            #expect(sum(digests) == 24)
        }
    }
}
