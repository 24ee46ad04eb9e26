import Metering
import Testing

struct ReadingColumnsTests {
    private func columns(_ periods: [(Int64, Int64)]) -> ReadingColumns {
        ReadingColumns(
            starts: periods.map(\.0), ends: periods.map(\.1), values: periods.indices.map(Double.init),
            statuses: periods.map { _ in 0 })
    }

    @Test func readingsThatFollowOneAnotherAreInOrder() {
        #expect(columns([(0, 15), (15, 30), (45, 60)]).isInOrder)
        #expect(columns([]).isInOrder)
        #expect(!columns([(15, 30), (0, 15)]).isInOrder)
        #expect(!columns([(0, 60), (15, 30)]).isInOrder)
    }

    @Test func sortingKeepsTheColumnsTogether() {
        var readings = columns([(15, 30), (0, 15)])
        let isInOrder = readings.sort()
        #expect(isInOrder)
        #expect(readings.starts == [0, 15] && readings.ends == [15, 30])
        #expect(readings.values == [1, 0])
    }

    @Test func overlappingReadingsAreSortedAndReported() {
        var readings = columns([(15, 30), (0, 60)])
        let isInOrder = readings.sort()
        #expect(!isInOrder)
        #expect(readings.starts == [0, 15])
    }

    @Test func droppingKeepsTheColumnsTogether() {
        var readings = columns([(0, 15), (15, 30), (30, 45), (45, 60)])
        #expect(readings.drop { start, _ in start == 15 || start == 45 } == 2)
        #expect(readings.starts == [0, 30])
        #expect(readings.ends == [15, 45])
        #expect(readings.values == [0, 2])
        #expect(readings.statuses.count == 2)
    }
}
