import GRDB
import Ground
import Metering
import TestSupport
import Testing

@testable import ReadingStore

/// The same readings give the same rows in every order of objects, pages and polls.
struct ReadingOrderTests {
    /// A reading that an origin says.
    private struct Statement {
        var origin: Int
        var start: Int64
        var length: Int64
        var value: Double
    }

    private static let customers = ["100001", "100002", "100009"]

    private func facts(_ origin: Int) -> MeterFacts { MeterFacts(customerNumber: Self.customers[origin]) }

    /// Readings of lengths that utilities have, and of others; those of one origin and length do not overlap partly, as the newer
    /// would replace the older.
    private func statements(_ generator: inout SeededGenerator) -> [Statement] {
        let lengths = [5 * minute, quarter, quarter, 40 * minute, hour, hour, day, 3 * day]
        var found: [Statement] = []
        for number in 0..<Int.random(in: 1...60, using: &generator) {
            let length = lengths.randomElement(using: &generator) ?? quarter
            let origin = Int.random(in: 0..<Self.customers.count, using: &generator)
            let shift = length == 40 * minute || (length == quarter && origin == 2) ? 5 * minute * Int64(origin) : 0
            let place = Int64.random(in: 0..<(6 * hour / min(length, 6 * hour)), using: &generator)
            let start = length < day ? place * length + shift : length * place
            // Each origin says one value for a period.
            let value = Double(number % 7) + Double(origin) * 100
            if !found.contains(where: { $0.origin == origin && $0.start == start && $0.length == length }) {
                found.append(Statement(origin: origin, start: start, length: length, value: value))
            }
        }
        return found
    }

    private func object(_ one: Statement) -> ReadingBatch {
        page(from: one.start, length: one.length, values: [one.value], facts: facts(one.origin))
    }

    /// Stores readings in some order on some pages, twice.
    private func tell(
        _ statements: [Statement], _ store: ReadingStore, _ generator: inout SeededGenerator
    ) async throws {
        for _ in 0..<2 {
            var rest = statements.shuffled(using: &generator)
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &generator)
                let batch = page(rest.prefix(count).map(object))
                rest.removeFirst(count)
                let recorded = try await store.recordedTestPage(batch)
                let counts = recorded.counts
                #expect(counts.new + counts.corrected + counts.unchanged + recorded.duplicates == count)
            }
        }
    }

    private func expected(_ statements: [Statement]) -> [Reading] {
        let sorted = statements.sorted { ($0.origin, $0.start) < ($1.origin, $1.start) }
        let kept = ReadingMerge.kept(
            sorted.map { .init(start: $0.start, end: $0.start + $0.length, rank: $0.origin) })
        return zip(sorted, kept).filter(\.1).map(\.0).sorted { $0.start < $1.start }.map {
            Reading(
                start: Timestamp(milliseconds: $0.start), end: Timestamp(milliseconds: $0.start + $0.length),
                value: $0.value, status: "Processed")
        }
    }

    @Test(arguments: 0..<60) func anyOrderGivesTheSameRows(seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let statements = statements(&generator)
        let expected = expected(statements)
        for _ in 0..<3 {
            let temporary = try TemporaryStore()
            try await tell(statements, temporary.store, &generator)
            let readings = try await temporary.store.allReadings()
            #expect(readings == expected)
            // And what has been corrected is the same as if it had always been so.
            let corrected = statements.map { one in
                var one = one
                one.value += 0.25
                return one
            }
            try await tell(corrected, temporary.store, &generator)
            #expect(try await temporary.store.allReadings() == self.expected(corrected))
        }
    }

    @Test(arguments: 0..<20) func withdrawalsLeaveNothingThatOverlaps(seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(1000 + seed))
        let temporary = try TemporaryStore()
        let store = temporary.store
        for _ in 0..<30 {
            try await tell(statements(&generator), store, &generator)
            let readings = try await store.allReadings()
            for (left, right) in zip(readings, readings.dropFirst()) { try #require(left.end <= right.start) }
            guard let gone = readings.randomElement(using: &generator) else { continue }
            let withdrawal = Withdrawal(
                meter: electricity, unit: "kWh", start: gone.start.milliseconds, end: gone.end.milliseconds)
            #expect(try await store.readings.withdraw([withdrawal, withdrawal]) == 1)
            #expect(try await store.readings.withdraw([withdrawal]) == 0)
            #expect(try await !store.allReadings().contains { $0.start == gone.start && $0.end == gone.end })
        }
    }

    @Test func theStoreKeepsNoMoreSideDataThanItNeeds() async throws {
        let temporary = try TemporaryStore()
        func beside() async throws -> Int? {
            try await temporary.store.pool.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM duplicate_readings")
            }
        }
        // Two objects that say the same periods leave nothing, and a long reading leaves nothing.
        let twice = page([
            page(values: [1, 2, 3, 4], facts: facts(0)), page(values: [1, 2, 3, 5], facts: facts(1)),
            page(length: 9 * day, values: [9]),
        ])
        _ = try await temporary.store.recordTestPage(twice)
        #expect(try await beside() == 0)
        for _ in 0..<2 {
            _ = try await temporary.store.recordTestPage(page(length: hour, values: [9]))
            #expect(try await beside() == 1)
        }
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: day))
        #expect(try await beside() == 0)
    }
}
