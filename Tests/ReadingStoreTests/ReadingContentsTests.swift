import Ground
import Metering
import ReadingStore
import Testing

struct ReadingContentsTests {
    @Test func contentsAreInOrderWithTheNewestReadingOfEachSeries() async throws {
        let temporary = try TemporaryStore()
        var production = electricity
        production.microproduction = true
        let heat = MeterID(meteringPoint: "735999000000000008", deliveryCategory: "FJV", microproduction: false)
        _ = try await temporary.store.recordTestPage(page(of: production, values: [1, 2]))
        _ = try await temporary.store.recordTestPage(page(of: electricity, values: [3, 4]))
        _ = try await temporary.store.recordTestPage(page(of: heat, unit: "m3", values: [5, 6]))
        _ = try await temporary.store.recordTestPage(page(of: heat, unit: "kWh", values: [7]))
        let contents = try await temporary.store.readings.contents()
        #expect(contents.meters.map(\.id) == [heat, electricity, production])
        #expect(contents.series.map(\.newest.value) == [7, 6, 4, 2])
        #expect(contents.series.allSatisfy { $0.first == Timestamp(milliseconds: 0) })
        #expect(contents.series.map(\.id.unit) == ["kWh", "m3", "kWh", "kWh"])
    }

    @Test func contentsHoldTheNewestChangeEvenIfItsRowIsGone() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.readings.contents().change == 0)
        _ = try await temporary.store.recordTestPage(page(values: [1, 2]))
        _ = try await temporary.store.recordTestPage(page(values: [1, 3]))
        #expect(try await temporary.store.readings.contents().change == 2)
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: day))
        #expect(try await temporary.store.readings.contents() == StoreContents(change: 2))
    }

    @Test(.timeLimit(.minutes(1))) func contentsAndTheirChangeAreOfOneMoment() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        // Each page is one change and one reading, so that the newest reading tells which change was read.
        let writing = Task {
            for number in 0..<200 {
                _ = try await store.recordTestPage(page(from: Int64(number) * quarter, values: [Double(number + 1)]))
            }
        }
        var seen: Int64 = 0
        while seen < 200 {
            let contents = try await store.readings.contents()
            #expect(contents.series.first?.newest.value ?? 0 == Double(contents.change))
            #expect(contents.change >= seen)
            seen = contents.change
        }
        try await writing.value
    }
}
