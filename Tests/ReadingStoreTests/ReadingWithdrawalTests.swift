import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

struct ReadingWithdrawalTests {
    private func withdrawal(_ start: Int64, _ end: Int64, unit: String = "kWh") -> Withdrawal {
        Withdrawal(meter: electricity, unit: unit, start: start, end: end)
    }

    private func withdrawn(_ store: ReadingStore) async throws -> [Double] {
        try await store.pool.read {
            try Double.fetchAll($0, sql: "SELECT value FROM withdrawn_readings ORDER BY start")
        }
    }

    @Test func theReadingOfExactlyThatPeriodIsWithdrawn() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2, 3]))
        let before = try await store.readings.contents().change
        let taken = try await store.readings.withdraw([
            withdrawal(quarter, 2 * quarter), withdrawal(0, 2 * quarter), withdrawal(day, day + quarter),
        ])
        #expect(taken == 1)
        #expect(try await store.values() == [1, 3])
        #expect(try await withdrawn(store) == [2])
        // Sums of that time must be made again.
        let changed = try await store.readings.changedTime(after: before, upTo: .max)
        let time = Timestamp(milliseconds: quarter)..<Timestamp(milliseconds: 2 * quarter)
        #expect(changed == [ChangedTime(series: electricityEnergy, time: time)])
    }

    @Test func withdrawingTwiceEqualsWithdrawingOnce() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2]))
        #expect(try await store.readings.withdraw([withdrawal(0, quarter)]) == 1)
        let change = try await store.readings.contents().change
        #expect(try await store.readings.withdraw([withdrawal(0, quarter)]) == 0)
        #expect(try await store.readings.contents().change == change)
        #expect(try await withdrawn(store) == [1])
    }

    @Test func aValueThatComesAgainIsACorrection() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2]))
        _ = try await store.readings.withdraw([withdrawal(0, quarter)])
        // Also where it comes beside others that are merged.
        let hours = page(from: hour, length: hour, values: [9])
        let recorded = try await store.recordedTestPage(page([page(values: [1, 2]), hours]))
        #expect(recorded.counts == StoredCounts(new: 1, corrected: 1, unchanged: 1))
        #expect(try await store.values() == [1, 2, 9])
        #expect(try await withdrawn(store).isEmpty)
        #expect(try await store.recordTestPage(page(values: [1, 2])) == StoredCounts(unchanged: 2))
    }

    @Test func aPeriodWithoutAUnitMeansTheOnlySeriesThatHasIt() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2]))
        #expect(try await store.readings.withdraw([withdrawal(0, quarter, unit: "")]) == 1)
        // Two series have it, so it is unclear which one is meant.
        _ = try await store.recordTestPage(page(unit: "m3", values: [7, 8]))
        #expect(try await store.readings.withdraw([withdrawal(quarter, 2 * quarter, unit: "")]) == 0)
        #expect(try await store.readings.withdraw([withdrawal(0, quarter, unit: "")]) == 1)
        #expect(try await store.values(of: SeriesID(meter: electricity, unit: "m3")) == [8])
        #expect(try await store.values() == [2])
    }

    @Test func aPeriodInAnotherUnitOfTheKindMeansTheStoredReading() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(unit: "MWh", values: [1]))
        #expect(try await store.readings.withdraw([withdrawal(0, quarter, unit: "m3")]) == 0)
        #expect(try await store.readings.withdraw([withdrawal(0, quarter, unit: "kWh")]) == 1)
    }

    @Test func anUnknownMeterHasNothingToWithdraw() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.readings.withdraw([withdrawal(0, quarter)]) == 0)
        #expect(try await temporary.store.readings.withdraw([]) == 0)
    }

    @Test func aReadingThatCoversTheTimeDoesNotReturnInItsPlace() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page([page(length: hour, values: [9]), page(values: [1, 2, 3, 4])]))
        #expect(try await store.readings.withdraw([withdrawal(0, quarter)]) == 1)
        #expect(try await store.values() == [2, 3, 4])
    }

    @Test func quartersCountOnceTheirHourIsWithdrawn() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page([page(length: hour, values: [9]), page(values: [1, 2, 3])]))
        #expect(try await store.values() == [9])
        #expect(try await store.readings.withdraw([withdrawal(0, hour)]) == 1)
        #expect(try await store.values() == [1, 2, 3])
    }

    @Test func withdrawnReadingsAreNotDeliveredAndExpire() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2]))
        _ = try await store.readings.withdraw([withdrawal(0, quarter)])
        #expect(try await store.testChanges().flatMap(\.values) == [2])
        _ = try await store.readings.delete(before: Timestamp(milliseconds: quarter))
        #expect(try await withdrawn(store).isEmpty)
    }
}
