import Foundation
import Ground
import Metering
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot

struct CourseDigestsTests {
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20)
    private let rules = PollBench.settings.rules
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)

    private func page(day: Int64, _ unit: String = "kWh", value: Double = 1) -> ReadingBatch {
        let start = Timestamp(utcYear: 2026, month: 10, day: day)
        return .hours(of: meter, start..<(start + .days(1)), in: unit, value: value)
    }

    private func sum(_ digests: CourseDigests) -> Double? {
        let days = CivilDay(year: 2026, month: 10, day: 1)..<CivilDay(year: 2026, month: 11, day: 1)
        return digests.byCourse[CourseID(meter: meter, kind: .energy)]?.totals(inUnit: "kWh").total(of: days)?.value
    }

    @Test func aPageStoredWhileTheFirstDigestsAreMadeIsNotMissingFromTheNext() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            _ = try await store.readings.record(page(day: 10), group: "main", order: OriginOrder([]), now: now)
            let contents = try await store.readings.contents()
            // Another poll stores a page between the look at the store and the reading of its readings.
            _ = try await store.readings.record(page(day: 11), group: "main", order: OriginOrder([]), now: now)
            var digests = CourseDigests()
            try await digests.update(
                to: contents, in: store, by: rules, try await store.days.use(rules, at: now), at: now)
            try await digests.update(
                to: try await store.readings.contents(), in: store, by: rules, try await store.days.use(rules, at: now),
                at: now)
            #expect(sum(digests) == 48)
        }
    }

    @Test func sumsOutliveTheReadings() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            for day in 10...11 {
                _ = try await store.readings.record(
                    page(day: Int64(day)), group: "main", order: OriginOrder([]), now: now)
            }
            var digests = CourseDigests()
            try await digests.update(
                to: try await store.readings.contents(), in: store, by: rules, try await store.days.use(rules, at: now),
                at: now)
            let cutoff = Timestamp(utcYear: 2026, month: 10, day: 11)
            _ = try await store.readings.delete(before: cutoff)
            #expect(try await store.readings.count() == 26)
            try await digests.update(
                to: try await store.readings.contents(), in: store, by: rules, try await store.days.use(rules, at: now),
                at: now)
            #expect(sum(digests) == 48)
            // Also of a program that starts anew.
            var later = CourseDigests()
            try await later.update(
                to: try await store.readings.contents(), in: store, by: rules, try await store.days.use(rules, at: now),
                at: now)
            #expect(sum(later) == 48)
        }
    }

    @Test func aNewUnitAndWithdrawnReadingsAreInStepWithTheStore() async throws {
        try await withTemporaryFolder { folder in
            let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
            defer { store.close() }
            var digests = CourseDigests()
            func joules() async throws -> Double? {
                try await digests.update(
                    to: try await store.readings.contents(), in: store, by: rules,
                    try await store.days.use(rules, at: now), at: now)
                let days = CivilDay(year: 2026, month: 10, day: 1)..<CivilDay(year: 2026, month: 11, day: 1)
                return digests.byCourse[CourseID(meter: meter, kind: .energy)]?.totals.total(of: days)?.value
            }
            func record(_ page: ReadingBatch) async throws {
                _ = try await store.readings.record(page, group: "main", order: OriginOrder([]), now: now)
            }
            try await record(page(day: 10))
            #expect(try await joules() == 24 * 3.6e6)
            try await record(page(day: 11, "MWh", value: 0.002))
            #expect(try await joules() == 72 * 3.6e6)
            // The same day in both: that of kWh counts.
            try await record(page(day: 11))
            #expect(try await joules() == 48 * 3.6e6)
            let start = Timestamp(utcYear: 2026, month: 10, day: 11).milliseconds
            let withdrawn = (0..<12).map { hour in
                Withdrawal(
                    meter: meter, unit: "kWh", start: start + Int64(hour) * 3_600_000,
                    end: start + Int64(hour + 1) * 3_600_000)
            }
            #expect(try await store.readings.withdraw(withdrawn) == 12)
            #expect(try await joules() == 60 * 3.6e6)
        }
    }
}
