import GRDB
import Metering
import Synchronization
import Testing

@testable import ReadingStore

/// Following what changes, and reading it again.
@Suite struct ScanTests {
    private let heat = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "FJV", microproduction: false)

    private func time(_ start: Int64, _ end: Int64) -> Range<Timestamp> {
        Timestamp(milliseconds: start)..<Timestamp(milliseconds: end)
    }

    private func scanned(_ store: ReadingStore, _ stretches: [ChangedTime]) async throws -> [Int: ReadingColumns] {
        let found = Mutex<[Int: ReadingColumns]>([:])
        try await store.scan(stretches) { place, readings in found.withLock { $0[place] = readings } }
        return found.withLock { $0 }
    }

    @Test func aChangeTellsTheTimeThatItTouched() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(try await store.newestChange() == 0)
        _ = try await store.storeTestPage(page(from: day, values: [1, 2, 3]))
        let (changes, newest) = try await store.changedTime(after: 0)
        #expect(changes == [ChangedTime(series: electricityEnergy, time: time(day, day + 3 * quarter))])
        #expect(try await store.newestChange() == newest)
        // What comes again is no change, what is corrected is one.
        _ = try await store.storeTestPage(page(from: day, values: [1, 5, 3]))
        let second = try await store.changedTime(after: newest)
        #expect(
            second.changes == [
                ChangedTime(series: electricityEnergy, time: time(day + quarter, day + 2 * quarter))
            ])
        #expect(try await store.changedTime(after: second.newest).changes.isEmpty)
    }

    @Test func aReplacedReadingsWholeTimeIsTouched() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.storeTestPage(page(from: day, length: day, values: [96]))
        let first = try await store.newestChange()
        // One quarter takes the place of the day that it lies in: the rest of the day is not known any more.
        _ = try await store.storeTestPage(page(from: day + 5 * hour, values: [1]))
        let (changes, _) = try await store.changedTime(after: first)
        #expect(changes == [ChangedTime(series: electricityEnergy, time: time(day, 2 * day))])
    }

    @Test func aScanGivesEachStretchItsReadings() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.storeTestPage(page(values: (0..<96).map(Double.init)))
        _ = try await store.storeTestPage(page(of: heat, length: hour, values: (0..<24).map(Double.init)))
        let heatEnergy = SeriesID(meter: heat, unit: "kWh")
        let found = try await scanned(
            store,
            [
                ChangedTime(series: heatEnergy, time: time(2 * hour + quarter, 4 * hour)),
                ChangedTime(series: electricityEnergy, time: time(0, hour)),
                ChangedTime(series: SeriesID(meter: heat, unit: "m3"), time: time(0, day)),
                ChangedTime(series: electricityEnergy, time: time(day, 2 * day)),
            ])
        // The hour that begins before the stretch reaches into it.
        #expect(found[0]?.values == [2, 3] && found[0]?.starts == [2 * hour, 3 * hour])
        #expect(found[1]?.values == [0, 1, 2, 3].map { $0 } && found[1]?.ends.last == hour)
        #expect(found[2]?.isEmpty == true)
        #expect(found[3]?.starts.allSatisfy { $0 < day } == true && (found[3]?.count ?? 2) <= 1)
    }

    /// A store holds tens of millions of readings, and a snapshot asks for a few thousand of them.
    @Test func theNewestReadingsAreFoundWithoutGoingThroughAll() async throws {
        let temporary = try TemporaryStore()
        let plan = try await temporary.store.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + ReadingStore.newestReadings).map {
                $0["detail"] as String
            }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH readings") })
        #expect(!plan.contains { $0.hasPrefix("SCAN readings") })
    }

    @Test func manyStretchesAreAllScanned() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.storeTestPage(page(values: (0..<1000).map(Double.init)))
        let stretches = (0..<1000).map { place in
            let start = Int64(place) * quarter
            return ChangedTime(series: electricityEnergy, time: time(start, start + quarter))
        }
        let found = try await scanned(store, stretches)
        #expect((0..<1000).allSatisfy { found[$0]?.values.last == Double($0) })
    }
}
