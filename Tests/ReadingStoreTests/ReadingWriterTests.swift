import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

struct ReadingWriterTests {
    @Test func newReadingsAreStoredAndFoundAgain() async throws {
        let temporary = try TemporaryStore()
        let counts = try await temporary.store.recordTestPage(page(values: [1, 2, 3], status: "Estimated"))
        #expect(counts == StoredCounts(new: 3))
        let readings = try await temporary.store.allReadings()
        #expect(readings.map(\.value) == [1, 2, 3])
        #expect(readings[1].start == Timestamp(milliseconds: quarter))
        #expect(readings[1].end == Timestamp(milliseconds: 2 * quarter))
        #expect(readings[1].status == "Estimated")
    }

    @Test func theSameReadingsAgainChangeNothing() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3]))
        let before = try await temporary.store.testChanges()
        #expect(try await temporary.store.recordTestPage(page(values: [1, 2, 3])) == StoredCounts(unchanged: 3))
        #expect(try await temporary.store.testChanges() == before)
    }

    @Test func aCorrectionReplacesTheOldValueAndIsCounted() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3], status: "Estimated"))
        let counts = try await temporary.store.recordTestPage(page(values: [1, 5, 3, 4]))
        #expect(counts == StoredCounts(new: 1, corrected: 1, unchanged: 2))
        #expect(try await temporary.store.values() == [1, 5, 3, 4])
    }

    @Test func aNewStatusAloneIsStoredButNotACorrection() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1], status: "Estimated"))
        #expect(try await temporary.store.recordTestPage(page(values: [1])) == StoredCounts(unchanged: 1))
        #expect(try await temporary.store.allReadings().map(\.status) == ["Processed"])
        #expect(try await temporary.store.testChanges().count == 1)
    }

    @Test func readingsThatComeInAnotherOrderAreTheSame() async throws {
        let temporary = try TemporaryStore()
        var batch = page(values: [1, 2, 3])
        #expect(try await temporary.store.recordTestPage(batch) == StoredCounts(new: 3))
        batch.series[0].readings = ReadingColumns(
            starts: [2 * quarter, quarter, 0], ends: [3 * quarter, 2 * quarter, quarter], values: [3, 2, 1],
            statuses: [0, 0, 0])
        #expect(try await temporary.store.recordTestPage(batch) == StoredCounts(unchanged: 3))
    }

    @Test func eachChangeCarriesARisingNumberAndItsReadings() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3]))
        _ = try await temporary.store.recordTestPage(page(values: [1, 7]))
        let changes = try await temporary.store.testChanges()
        #expect(changes == [.init(number: 1, values: [1, 3]), .init(number: 2, values: [7])])
        #expect(try await temporary.store.testChanges(after: 1) == [changes[1]])
    }
}
