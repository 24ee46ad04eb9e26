import Ground
import Metering
import ReadingStore
import Testing

/// Readings without a unit, and meters whose unit changes.
struct SeriesResolverTests {
    private let flow = SeriesID(meter: electricity, unit: "m3")
    private let unnamed = SeriesID(meter: electricity, unit: "")

    @Test func aMissingUnitIsThatOfTheMetersOnlySeries() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2]))
        let counts = try await store.recordTestPage(page(unit: "", from: quarter, values: [2, 3]))
        #expect(counts == StoredCounts(new: 1, unchanged: 1))
        #expect(try await store.values() == [1, 2, 3])
        #expect(try await store.readings.contents().series.count == 1)
    }

    @Test func aMissingUnitIsThatOfAnotherObjectOnThePage() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page([page(unit: "", values: [1]), page(from: quarter, values: [2])]))
        #expect(try await store.values() == [1, 2])
    }

    @Test func aMissingUnitStaysMissingWithTwoSeriesOrNone() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(unit: "", values: [1]))
        #expect(try await store.values(of: unnamed) == [1])
        _ = try await store.recordTestPage(
            page([page(unit: "kWh", from: hour, values: [2]), page(unit: "m3", from: hour, values: [3])]))
        _ = try await store.recordTestPage(page(unit: "", from: quarter, values: [4]))
        #expect(try await store.values(of: unnamed) == [1, 4])
    }

    @Test func aSeriesWithoutAUnitJoinsTheMetersSeriesOnceThereIsOne() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(unit: "", values: [1, 2, 3]))
        let before = try await store.readings.contents().change
        // The second comes again, with its unit.
        let counts = try await store.recordTestPage(page(from: quarter, values: [5]))
        #expect(counts == StoredCounts(corrected: 1))
        #expect(try await store.values() == [1, 5, 3])
        #expect(try await store.readings.count() == 3)
        #expect(try await store.readings.contents().series.map(\.id) == [electricityEnergy])
        // To a receiver, and to sums, they are readings of another series.
        #expect(try await store.testChanges(after: before).flatMap(\.values) == [1, 3, 5])
        let changed = try await store.readings.changedTime(after: before, upTo: .max)
        #expect(changed.allSatisfy { $0.series == electricityEnergy })
        #expect(changed.first?.time.lowerBound == Timestamp(milliseconds: 0))
    }

    @Test func anotherUnitOfTheKindIsFoundOnce() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        func changes(_ unit: String, _ start: Int64) async throws -> Int {
            try await store.recordedTestPage(page(unit: unit, from: start, values: [1])).findings[.unitChanged]
        }
        #expect(try await changes("kWh", 0) == 0)
        #expect(try await changes("m3", 0) == 0)
        #expect(try await changes("MWh", hour) == 1)
        #expect(try await changes("MWh", 2 * hour) == 0)
        #expect(try await changes("kWh", 3 * hour) == 0)
    }
}
