import Ground
import Metering
import ReadingStore
import Testing

struct ReadingRetentionTests {
    @Test func retentionDeletesWhatEndedBefore() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2, 3, 4]))
        #expect(try await temporary.store.readings.delete(before: Timestamp(milliseconds: 2 * hour + quarter)) == 2)
        #expect(try await temporary.store.values() == [3, 4])
    }

    @Test func aMeterWithoutAnyDataIsForgotten() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1]), at: 0)
        #expect(try await temporary.store.readings.delete(before: Timestamp(milliseconds: day)) == 1)
        #expect(try await temporary.store.readings.contents().meters.isEmpty)
    }

    @Test func aMeterThatStillAwaitsReadingsIsKept() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: []), at: 2 * day)
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: day))
        #expect(try await temporary.store.readings.contents().meters.count == 1)
    }

    @Test func changeNumbersRiseEvenIfAllEarlierOnesAreDeleted() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: day))
        _ = try await temporary.store.recordTestPage(page(from: 2 * day, values: [1]))
        #expect(try await temporary.store.testChanges().map(\.number) == [2])
    }

    @Test func daysBeforeTheRetentionCanBeFetchedAgain() async throws {
        let temporary = try TemporaryStore()
        let days = CivilDay(number: 0)..<CivilDay(number: 5)
        try await temporary.store.marks.recordFetched(days, "question", at: Timestamp(milliseconds: 0))
        // A day that is cut through is kept: a fetch of it would not be stored before the cut.
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: 3 * day + hour))
        let kept = try await temporary.store.marks.fetchedDays("question").keys.sorted()
        #expect(kept == [CivilDay(number: 3), CivilDay(number: 4)])
    }
}
