import Ground
import Metering
import ReadingStore
import Testing

struct StoreReachTests {
    private func time(_ from: Int64, _ to: Int64) -> Range<Timestamp> {
        Timestamp(milliseconds: from)..<Timestamp(milliseconds: to)
    }

    @Test func timeHeldInOneUnitIsNotMissingInTheOther() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2]))
        _ = try await temporary.store.recordTestPage(page(unit: "MWh", from: 3 * hour, length: hour, values: [0.3]))
        _ = try await temporary.store.recordTestPage(page(unit: "m3", length: hour, values: [7]))
        let reader = try #require(try StoreReader(path: temporary.path))
        let reaches = try reader.reaches()
        #expect(reaches.map(\.unit) == ["MWh", "m3"])
        #expect(reaches.map(\.time) == [time(0, 4 * hour), time(0, hour)])
        let missing = try reaches.map { try reader.missing(of: $0, in: time(-hour, 5 * hour)) }
        #expect(missing[0] == [time(-hour, 0), time(2 * hour, 3 * hour), time(4 * hour, 5 * hour)])
        #expect(missing[1] == [time(-hour, 0), time(hour, 5 * hour)])
    }

    @Test func timeWhoseReadingsAreRemovedIsNotMissing() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2, 3]))
        _ = try await temporary.store.recordTestPage(page(from: 4 * hour, length: hour, values: [5, 6]))
        #expect(try await temporary.store.readings.delete(before: Timestamp(milliseconds: 2 * hour)) == 2)
        let reader = try #require(try StoreReader(path: temporary.path))
        let reach = try #require(try reader.reaches().first)
        #expect(reach.time == time(0, 6 * hour) && reach.removed == time(0, 2 * hour))
        #expect(
            try reader.missing(of: reach, in: time(-hour, 7 * hour))
                == [time(-hour, 0), time(3 * hour, 4 * hour), time(6 * hour, 7 * hour)])
        #expect(try reader.missing(of: reach, in: time(hour, 3 * hour)).isEmpty)
    }

    @Test func metersThatAreNotServedAreIgnored() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        try await temporary.store.customers.serve(CustomerScope([]))
        #expect(try #require(try StoreReader(path: temporary.path)).reaches().isEmpty)
    }
}
