import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

/// `MaxEffect` belongs to its reading.
struct ReadingEffectTests {
    private func effect(_ time: Int64, _ value: Double, _ unit: String = "kW") -> MaxEffect {
        MaxEffect(time: Timestamp(milliseconds: time), value: value, unit: unit)
    }

    private func beside(_ number: Int64, _ effect: MaxEffect?) -> ReadingEffect {
        ReadingEffect(start: number * quarter, end: (number + 1) * quarter, effect: effect)
    }

    private func shown(_ store: ReadingStore) async throws -> [MaxEffect] {
        try await store.readings.contents().meters.first?.maxEffects ?? []
    }

    @Test func eachUnitHasTheMaxEffectOfItsNewestReadingWithOne() async throws {
        let temporary = try TemporaryStore()
        let effects = [
            beside(0, effect(9, 30)), beside(1, effect(5, 4, "m3/h")), beside(2, effect(3, 9)), beside(3, nil),
        ]
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3, 4], effects: effects))
        #expect(try await shown(temporary.store) == [effect(3, 9), effect(5, 4, "m3/h")])
    }

    @Test func theNewestAnswerForTheReadingReplacesOrRemovesIt() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        func tell(_ effects: [ReadingEffect]) async throws {
            _ = try await store.recordTestPage(page(values: [1, 2], effects: effects))
        }
        try await tell([beside(0, effect(1, 5)), beside(1, effect(9, 12))])
        try await tell([beside(1, effect(2, 9))])
        #expect(try await shown(store) == [effect(2, 9)])
        try await tell([beside(1, nil)])
        #expect(try await shown(store) == [effect(1, 5)])
        try await tell([])
        #expect(try await shown(store) == [effect(1, 5)])
    }

    @Test func itIsRemovedWithItsReading() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(
            page(values: [1, 2], effects: [beside(0, effect(1, 5)), beside(1, effect(9, 12))]))
        let gone = Withdrawal(meter: electricity, unit: "kWh", start: quarter, end: 2 * quarter)
        _ = try await store.readings.withdraw([gone])
        #expect(try await shown(store) == [effect(1, 5)])
        // A reading that is not believed does not show one.
        _ = try await store.recordTestPage(
            page(length: 9 * day, values: [1], effects: [ReadingEffect(start: 0, end: 9 * day, effect: effect(1, 99))]))
        #expect(try await shown(store) == [effect(1, 5)])
        _ = try await store.readings.delete(before: Timestamp(milliseconds: day))
        let left = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_effects") }
        #expect(left == 0)
    }

    @Test func onlyThoseOfTheNewestReadingsAreKept() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for first in [Int64(0), 400] {
            let effects = (first..<(first + 700)).map { beside($0, effect($0, Double($0))) }
            _ = try await store.recordTestPage(
                page(from: first * quarter, values: Array(repeating: 1, count: 700), effects: effects))
        }
        let kept = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_effects") }
        #expect(kept == 500)
        #expect(try await shown(store) == [effect(1099, 1099)])
    }
}
