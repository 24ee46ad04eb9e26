import Metering
import Testing

@Suite struct ReadingColumnsTests {
    private func columns(_ periods: [(Int64, Int64)]) -> ReadingColumns {
        ReadingColumns(
            starts: periods.map(\.0), ends: periods.map(\.1), values: periods.indices.map(Double.init),
            statuses: periods.map { _ in 0 })
    }

    @Test func readingsInOrderStayAsTheyAre() {
        var readings = columns([(0, 15), (15, 30), (45, 60)])
        let before = readings
        #expect(readings.dropOverlaps() == 0)
        #expect(readings == before)
    }

    @Test func readingsOutOfOrderAreSortedWithTheirValues() {
        var readings = columns([(15, 30), (0, 15)])
        #expect(readings.dropOverlaps() == 0)
        #expect(readings.starts == [0, 15])
        #expect(readings.values == [1, 0])
    }

    @Test func anHourAndItsQuartersEndAsTheQuartersInEitherOrder() {
        let quarters: [(Int64, Int64)] = [(0, 15), (15, 30), (30, 45), (45, 60)]
        var hourFirst = columns([(0, 60)] + quarters)
        var hourLast = columns(quarters + [(0, 60)])
        #expect(hourFirst.dropOverlaps() == 1)
        #expect(hourLast.dropOverlaps() == 1)
        #expect(hourFirst.ends == [15, 30, 45, 60])
        #expect(hourFirst.starts == hourLast.starts)
    }

    @Test func ofTwoReadingsOfOnePeriodTheFirstIsKept() {
        var readings = columns([(0, 15), (0, 15)])
        #expect(readings.dropOverlaps() == 1)
        #expect(readings.values == [0])
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
