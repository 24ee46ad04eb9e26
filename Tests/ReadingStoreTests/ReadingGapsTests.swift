import Ground
import Metering
import ReadingStore
import Testing

struct ReadingGapsTests {
    private func gaps(_ store: ReadingStore, _ from: Int64, _ to: Int64, group: String = "main") async throws
        -> [Range<Int64>]
    {
        try await store.readings.gaps(
            ofGroup: group, customers: nil, meteringPoints: [], from: Timestamp(milliseconds: from),
            to: Timestamp(milliseconds: to)
        ).map(\.time)
    }

    @Test func gapsLieBetweenTheReadingsAndAfterThem() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(from: 2 * hour, values: [1, 2]))
        _ = try await temporary.store.recordTestPage(page(from: 4 * hour, length: hour, values: [1, 2]))
        #expect(
            try await gaps(temporary.store, 0, 24 * hour) == [
                (2 * hour + 2 * quarter)..<(4 * hour), (6 * hour)..<(24 * hour),
            ])
        // Nothing is missing before the first reading ever, wherever the range begins.
        #expect(try await gaps(temporary.store, hour, 2 * hour + quarter) == [])
    }

    @Test func timeHeldInAnotherUnitOfTheKindIsNotAGap() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(length: hour, values: [1, 2]))
        _ = try await store.recordTestPage(page(unit: "MWh", from: 3 * hour, length: hour, values: [1, 2]))
        #expect(try await gaps(store, 0, 6 * hour) == [(2 * hour)..<(3 * hour), (5 * hour)..<(6 * hour)])
        // Flow is another course, which began and ended by itself.
        _ = try await store.recordTestPage(page(unit: "m3", from: hour, length: hour, values: [1]))
        #expect(
            try await gaps(store, hour, 3 * hour).sorted { $0.lowerBound < $1.lowerBound } == [
                (2 * hour)..<(3 * hour), (2 * hour)..<(3 * hour),
            ])
    }

    @Test func readingsAcrossTheEdgesLeaveNoGap() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2, 3]))
        #expect(try await gaps(temporary.store, 30 * minute, 2 * hour + 30 * minute) == [])
        #expect(try await gaps(temporary.store, 30 * minute, 4 * hour) == [(3 * hour)..<(4 * hour)])
    }

    @Test func gapsAreThoseOfTheMetersOfTheGroup() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1]), group: "main")
        #expect(try await gaps(temporary.store, 0, hour, group: "other") == [])
    }

    @Test func theNewestReadingOfAGroupIsThatOfAllItsSeries() async throws {
        let temporary = try TemporaryStore()
        let other = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "EL", microproduction: false)
        #expect(try await temporary.store.readings.newestEnd(ofGroup: "main") == nil)
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3]))
        _ = try await temporary.store.recordTestPage(page(of: other, values: [1]))
        #expect(try await temporary.store.readings.newestEnd(ofGroup: "main") == Timestamp(milliseconds: 3 * quarter))
        #expect(
            try await temporary.store.readings.meteringPoints(ofGroup: "main") == [
                "735999000000000015", "735999000000000022",
            ])
    }

    @Test func aMeterIsNewToItsGroupOnce() async throws {
        let temporary = try TemporaryStore()
        func hasNew(since: Int64, now: Int64 = 1000) async throws -> Bool {
            try await temporary.store.readings.hasNewMeters(
                ofGroup: "main", since: Timestamp(milliseconds: since), now: Timestamp(milliseconds: now))
        }
        _ = try await temporary.store.recordTestPage(page(values: [1]), at: 100)
        _ = try await temporary.store.recordTestPage(page(values: [2]), at: 300)
        #expect(try await hasNew(since: 100))
        #expect(try await !hasNew(since: 101))
        // It came by a clock that was ahead.
        #expect(try await !hasNew(since: 0, now: 99))
    }

    @Test func gapsAreThoseThatTheGroupStillAsksFor() async throws {
        let temporary = try TemporaryStore()
        let other = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "EL", microproduction: false)
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        _ = try await temporary.store.recordTestPage(
            page(of: other, values: [1], facts: MeterFacts(customerNumber: "100002")))
        func points(customers: [String]?, _ points: [String]) async throws -> [String] {
            try await temporary.store.readings.gaps(
                ofGroup: "main", customers: customers, meteringPoints: points, from: Timestamp(milliseconds: 0),
                to: Timestamp(milliseconds: hour)
            ).map(\.meter.meteringPoint)
        }
        let both = [electricity.meteringPoint, other.meteringPoint]
        #expect(try await points(customers: nil, []).sorted() == both)
        #expect(try await points(customers: ["100002"], []) == [other.meteringPoint])
        #expect(try await points(customers: nil, [electricity.meteringPoint]) == [electricity.meteringPoint])
        // Leading zeros do not matter.
        #expect(try await points(customers: ["00100002"], []) == [other.meteringPoint])
        #expect(try await points(customers: ["100003"], []) == [])
    }

    @Test func aMeterThatEndedLongAgoHasNoGaps() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2]))
        #expect(try await gaps(temporary.store, 2 * hour, day) == [])
        #expect(try await gaps(temporary.store, hour, day) == [(2 * hour)..<day])
    }
}
