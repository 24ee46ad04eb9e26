import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

@Suite struct ReadingWriterTests {
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

    @Test func aNewStatusAloneIsTakenOverButIsNoCorrection() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1], status: "Estimated"))
        #expect(try await temporary.store.recordTestPage(page(values: [1])) == StoredCounts(unchanged: 1))
        #expect(try await temporary.store.allReadings().map(\.status) == ["Processed"])
        #expect(try await temporary.store.testChanges().count == 1)
    }

    @Test func quartersReplaceTheHourThatTheyOverlap() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [10, 20]))
        let counts = try await temporary.store.recordTestPage(page(values: [1, 2, 3, 4]))
        #expect(counts == StoredCounts(corrected: 4))
        #expect(try await temporary.store.values() == [1, 2, 3, 4, 20])
    }

    @Test func anHourReplacesItsQuarters() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3, 4, 5]))
        let counts = try await temporary.store.recordTestPage(page(length: hour, values: [10]))
        #expect(counts == StoredCounts(corrected: 1))
        #expect(try await temporary.store.values() == [10, 5])
    }

    @Test func aReadingThatBeginsInsideAnotherReplacesIt() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [10]))
        _ = try await temporary.store.recordTestPage(page(from: quarter, values: [2]))
        let readings = try await temporary.store.allReadings()
        #expect(readings.map(\.start.milliseconds) == [quarter])
    }

    @Test func storedReadingsNeverOverlapWhateverComesInWhateverOrder() async throws {
        let temporary = try TemporaryStore()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let length = [quarter, hour, 24 * hour, 7 * minute].randomElement(using: &generator) ?? quarter
            let start = Int64.random(in: 0..<(200 * quarter), using: &generator)
            let values = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                Double(Int.random(in: 0..<9, using: &generator))
            }
            let batch = page(from: start, length: length, values: values)
            let counts = try await temporary.store.recordTestPage(batch)
            #expect(counts.new + counts.corrected + counts.unchanged == values.count)
            let readings = try await temporary.store.allReadings()
            for (left, right) in zip(readings, readings.dropFirst()) { try #require(left.end <= right.start) }
            // What was stored last is there as it came.
            let newest = try await temporary.store.readings.readings(
                of: electricityEnergy, from: Timestamp(milliseconds: start),
                to: Timestamp(milliseconds: start + length * Int64(values.count)))
            try #require(newest.map(\.value) == values)
        }
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
