import Metering
import Testing

struct TimeRangesTests {
    private func ranges(_ periods: [(Int64, Int64)]) -> TimeRanges {
        TimeRanges(
            of: ReadingColumns(
                starts: periods.map(\.0), ends: periods.map(\.1), values: periods.map { _ in 0 },
                statuses: periods.map { _ in 0 }))
    }

    @Test func readingsThatFollowOneAnotherAreOneRange() {
        #expect(ranges([(0, 15), (15, 30), (45, 60)]).ranges == [0..<30, 45..<60])
    }

    @Test func insertedRangesAreJoinedWhereTheyTouchOrOverlap() {
        var time = ranges([(100, 200), (300, 400)])
        time.insert(ranges([(0, 50), (200, 250), (390, 500)]))
        #expect(time.ranges == [0..<50, 100..<250, 300..<500])
        time.insert(ranges([(50, 600)]))
        #expect(time.ranges == [0..<600])
    }

    @Test func rangesInAnyOrderAreMergedWhereTheyTouchOrOverlap() {
        #expect([5..<7, 0..<2, 2..<3, 6..<9, 11..<12].merged() == [0..<3, 5..<9, 11..<12])
        #expect([Range<Int>]().merged() == [])
        // A range inside another does not cut it short.
        #expect([0..<10, 2..<3, 4..<5].merged() == [0..<10])
    }

    @Test func touchingIsNotOverlapping() {
        let time = ranges([(100, 200)])
        #expect(!time.overlaps(0, 100))
        #expect(!time.overlaps(200, 300))
        #expect(time.overlaps(199, 300))
        #expect(time.overlaps(0, 1000))
        #expect(time.overlaps(150, 151))
    }

    @Test func onlyATimeInsideARangeIsCovered() {
        let time = ranges([(100, 200), (300, 400)])
        #expect(time.covers(100, 200))
        #expect(time.covers(310, 320))
        #expect(!time.covers(150, 350))
        #expect(!time.covers(90, 110))
        #expect(!time.covers(400, 410))
    }
}
