import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

/// The choice among readings for one time: within a page, over pages and over polls.
struct ReadingPrecedenceTests {
    private let first = MeterFacts(customerNumber: "100001")
    private let second = MeterFacts(customerNumber: "100002")

    private func starts(_ store: ReadingStore) async throws -> [Int64] {
        try await store.allReadings().map(\.start.milliseconds)
    }

    @Test func fourQuartersReplaceTheirHour() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [10, 20]))
        let recorded = try await temporary.store.recordedTestPage(page(values: [1, 2, 3, 4]))
        #expect(recorded == RecordedPage(counts: StoredCounts(corrected: 4)))
        #expect(try await temporary.store.values() == [1, 2, 3, 4, 20])
    }

    @Test func anHourDoesNotReplaceFourQuarters() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3, 4, 5]))
        for _ in 0..<2 {
            let recorded = try await temporary.store.recordedTestPage(page(length: hour, values: [10]))
            #expect(recorded == RecordedPage(duplicates: 1))
        }
        #expect(try await temporary.store.values() == [1, 2, 3, 4, 5])
    }

    @Test func anHourStaysWhileItsQuartersDoNotFillIt() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [10]))
        let three = try await temporary.store.recordedTestPage(page(values: [1, 2, 3]))
        #expect(three.duplicates == 3 && three.counts == StoredCounts())
        #expect(try await temporary.store.values() == [10])
        // The fourth comes alone, on another page or in another poll.
        let fourth = try await temporary.store.recordedTestPage(page(from: 3 * quarter, values: [4]))
        #expect(fourth == RecordedPage(counts: StoredCounts(corrected: 1)))
        #expect(try await temporary.store.values() == [1, 2, 3, 4])
    }

    @Test func anHourReplacesThreeQuarters() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3]))
        let recorded = try await temporary.store.recordedTestPage(page(length: hour, values: [10]))
        #expect(recorded.counts == StoredCounts(corrected: 1))
        #expect(try await temporary.store.values() == [10])
    }

    @Test(arguments: [false, true]) func quartersWinOverHoursOfOneAnswerInEitherOrder(turned: Bool)
        async throws
    {
        let temporary = try TemporaryStore()
        let hours = page(length: hour, values: [2, 2], facts: MeterFacts(customerNumber: "100001", settlement: "MAN"))
        let quarters = page(values: Array(repeating: 0.5, count: 8), facts: first)
        for turn in 0..<3 {
            let isTurned = turned != (turn % 2 == 1)
            let batch = isTurned ? page([quarters, hours]) : page([hours, quarters])
            let recorded = try await temporary.store.recordedTestPage(batch, at: Int64(turn) * hour)
            #expect(recorded.counts == (turn == 0 ? StoredCounts(new: 8) : StoredCounts(unchanged: 8)))
            // They have the same value, so there is no finding.
            #expect(recorded.duplicates == 2 && recorded.findings.isEmpty)
            #expect(try await temporary.store.values() == Array(repeating: 0.5, count: 8))
        }
    }

    @Test func aLongReadingReplacesNoShorterOnes() async throws {
        let temporary = try TemporaryStore()
        let long = page(length: 9 * day, values: [1200])
        _ = try await temporary.store.recordTestPage(page(from: day, values: [1, 2]))
        let recorded = try await temporary.store.recordedTestPage(long)
        // The rest of the hour is a gap, which is a finding.
        #expect(recorded.duplicates == 1 && recorded.findings[.duplicate] == 1)
        #expect(try await temporary.store.values() == [1, 2])
        // The other way round, and both at once.
        for pages in [[long, page(from: day, values: [1, 2])], [page([long, page(from: day, values: [1, 2])])]] {
            let other = try TemporaryStore()
            for batch in pages { _ = try await other.store.recordTestPage(batch) }
            #expect(try await other.store.values() == [1, 2])
        }
    }

    @Test func amongEqualLengthsTheConfigurationsOrderDecides() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [2], facts: second))
        #expect(try await store.recordTestPage(page(values: [1], facts: first)) == StoredCounts(corrected: 1))
        let again = try await store.recordedTestPage(page(values: [2], facts: second))
        #expect(again.duplicates == 1 && again.findings[.duplicate] == 1 && again.counts == StoredCounts())
        #expect(try await store.values() == [1])
        // One that says the same is no duplicate, and changes nothing.
        #expect(try await store.recordTestPage(page(values: [1], facts: second)) == StoredCounts(unchanged: 1))
        // Leading zeros do not matter, and another group comes after all of the first.
        let zeros = MeterFacts(customerNumber: "000100001")
        #expect(try await store.recordTestPage(page(values: [3], facts: zeros)) == StoredCounts(corrected: 1))
        let other = try await store.recordedTestPage(page(values: [9], facts: first), group: "other")
        #expect(other.duplicates == 1)
        #expect(try await store.values() == [3])
    }

    @Test func withinACustomerTextsDecideTheSmallerFirst() async throws {
        for turned in [false, true] {
            let temporary = try TemporaryStore()
            let pages = [
                page(values: [1], facts: MeterFacts(customerNumber: "100001", settlement: "A", rateCode: "9")),
                page(values: [2], facts: MeterFacts(customerNumber: "100001", settlement: "B", rateCode: "1")),
            ]
            for batch in turned ? pages.reversed() : pages { _ = try await temporary.store.recordTestPage(batch) }
            #expect(try await temporary.store.values() == [1])
        }
    }

    @Test func aNewerAnswerWithOtherPeriodsReplacesTheOldOneOfItsOrigin() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(length: hour, values: [1, 2, 3]))
        let shifted = page(from: 5 * minute, length: hour, values: [4, 5])
        #expect(try await temporary.store.recordTestPage(shifted) == StoredCounts(corrected: 2))
        #expect(try await starts(temporary.store) == [5 * minute, hour + 5 * minute])
        #expect(try await temporary.store.recordTestPage(shifted) == StoredCounts(unchanged: 2))
    }

    @Test func aChangedRateCodeDoesNotHoldUpCorrections() async throws {
        let temporary = try TemporaryStore()
        let old = MeterFacts(customerNumber: "100001", rateCode: "16A")
        let new = MeterFacts(customerNumber: "100001", rateCode: "25A")
        _ = try await temporary.store.recordTestPage(page(values: [1], facts: old), at: 0)
        // Both may be sent alternately.
        #expect(try await temporary.store.recordTestPage(page(values: [2], facts: new), at: hour) == StoredCounts())
        #expect(try await temporary.store.values() == [1])
        // But the old one has not been sent for more than a day.
        _ = try await temporary.store.recordTestPage(page(values: [2], facts: new), at: 2 * day)
        #expect(try await temporary.store.values() == [2])
        // The meter gets the first one back, and then another that comes before it.
        let third = MeterFacts(customerNumber: "100001", rateCode: "10A")
        _ = try await temporary.store.recordTestPage(page(values: [3], facts: old), at: 4 * day)
        #expect(try await temporary.store.values() == [3])
        _ = try await temporary.store.recordTestPage(page(values: [4], facts: third), at: 4 * day)
        #expect(try await temporary.store.values() == [4])
        _ = try await temporary.store.recordTestPage(page(values: [5], facts: old), at: 9 * day)
        #expect(try await temporary.store.values() == [5])
    }

    @Test func contradictingObjectsAreAFindingAtEachPoll() async throws {
        let temporary = try TemporaryStore()
        for turn in 0..<3 {
            var objects = [page(values: [1, 2], facts: first), page(values: [1, 5], facts: second)]
            if turn == 1 { objects.reverse() }
            let recorded = try await temporary.store.recordedTestPage(page(objects), at: Int64(turn) * hour)
            #expect(recorded.findings[.duplicate] == 1)
            #expect(recorded.counts.corrected == 0)
            #expect(try await temporary.store.values() == [1, 2])
        }
    }

    @Test func anObjectWithOnePeriodTwiceGivesTheSameInEitherOrder() async throws {
        for values in [[1.0, 2.0], [2.0, 1.0]] {
            let temporary = try TemporaryStore()
            var batch = page(values: values)
            batch.series[0].readings.starts = [0, 0]
            batch.series[0].readings.ends = [quarter, quarter]
            let recorded = try await temporary.store.recordedTestPage(batch)
            #expect(recorded.duplicates == 1 && recorded.findings[.duplicate] == 1)
            #expect(try await temporary.store.values() == [2])
        }
    }

    @Test func anHourAboveTheSumOfItsQuartersIsAFinding() async throws {
        let temporary = try TemporaryStore()
        let recorded = try await temporary.store.recordedTestPage(
            page([page(values: [1, 1, 1, 1]), page(length: hour, values: [5])]))
        #expect(recorded.duplicates == 1 && recorded.findings[.duplicate] == 1)
    }
}
