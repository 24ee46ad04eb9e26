import Metering
import TestSupport
import Testing

/// The choice between several readings of one time.
struct ReadingMergeTests {
    private static let minute: Int64 = 60_000
    private static let hour = 60 * minute

    /// Readings in minutes: start, length, rank.
    private func kept(_ readings: [(Int64, Int64, Int)]) -> [Bool] {
        ReadingMerge.kept(
            readings.map {
                .init(start: $0.0 * Self.minute, end: ($0.0 + $0.1) * Self.minute, rank: $0.2)
            })
    }

    private let quarters: [(Int64, Int64, Int)] = [(0, 15, 1), (15, 15, 1), (30, 15, 1), (45, 15, 1)]

    @Test func readingsThatDoNotOverlapAllStay() {
        #expect(kept([(60, 60, 0), (0, 60, 0), (120, 15, 0)]) == [true, true, true])
        #expect(kept([]) == [])
    }

    @Test func fourQuartersArePreferredToTheirHour() {
        #expect(kept([(0, 60, 0)] + quarters) == [false, true, true, true, true])
    }

    @Test func anHourIsPreferredToThreeOfItsQuarters() {
        #expect(kept(quarters.dropLast() + [(0, 60, 9)]) == [false, false, false, true])
    }

    @Test func aLongReadingReplacesNothing() {
        #expect(kept([(0, 24 * 60, 0), (60, 15, 1)]) == [false, true])
        #expect(kept([(0, 24 * 60, 0), (60, 2 * 60, 1), (9 * 24 * 60, 60, 1)]) == [false, true, true])
    }

    @Test func theLowerRankOfEqualLengthsStays() {
        #expect(kept([(0, 60, 1), (0, 60, 0)]) == [false, true])
        #expect(kept([(0, 60, 1), (30, 60, 0), (60, 60, 1)]) == [false, true, false])
        #expect(kept([(0, 60, 0), (0, 60, 0)]) == [true, false])
    }

    @Test func theOrderOfTheReadingsDoesNotMatter() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            var readings: [(Int64, Int64, Int)] = []
            for rank in 0..<Int.random(in: 1...20, using: &generator) {
                let length = [5, 15, 15, 40, 60, 60, 1440].randomElement(using: &generator) ?? 15
                readings.append((Int64.random(in: 0..<36, using: &generator) * 5, Int64(length), rank))
            }
            func stay(_ readings: [(Int64, Int64, Int)]) -> [Int] {
                zip(readings, kept(readings)).filter(\.1).map(\.0.2).sorted()
            }
            let expected = stay(readings)
            #expect(stay(readings.shuffled(using: &generator)) == expected)
            let staying = readings.filter { expected.contains($0.2) }.sorted { $0.0 < $1.0 }
            for (left, right) in zip(staying, staying.dropFirst()) { #expect(left.0 + left.1 <= right.0) }
        }
    }
}
