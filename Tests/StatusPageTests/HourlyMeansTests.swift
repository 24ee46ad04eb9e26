import Ground
import Metering
import Testing

@testable import Snapshot
@testable import StatusPage

struct HourlyMeansTests {
    private let start = Timestamp(utcYear: 2026, month: 10, day: 20)

    /// Readings by minutes from the start.
    private func means(_ readings: [(from: Int64, to: Int64, value: Double)], hours: Int = 3) -> HourlyMeans {
        HourlyMeans(
            ReadingColumns(
                starts: readings.map { start.milliseconds + $0.from * 60_000 },
                ends: readings.map { start.milliseconds + $0.to * 60_000 }, values: readings.map(\.value)),
            from: start, hours: hours)
    }

    @Test func quartersOfAnHourAreAddedUp() {
        let means = means([(0, 15, 1), (15, 30, 2), (30, 45, 3), (45, 60, 4), (60, 75, 5)])
        #expect(means.amounts == [10, 5, 0])
        // One quarter of the second hour is known, so the mean is that quarter's.
        #expect((0..<3).map(means.mean) == [10, 20, nil])
        #expect(means.hoursKnown == 2)
        #expect(means.mean == 12)
        #expect(means.highest?.hour == 1)
    }

    @Test func aLongReadingIsSpreadOverItsHours() {
        #expect((0..<3).map(means([(-60, 120, 6)]).mean) == [2, 2, nil])
        #expect((0..<3).map(means([(30, 150, 4)]).mean) == [2, 2, 2])
        #expect(means([(-1_000_000, 1_000_000, 2_000_000)]).hoursKnown == 3)
    }

    @Test func readingsOutsideTheTimeDoNotCount() {
        let means = means([(-60, 0, 1), (180, 240, 1)])
        #expect(means.hoursKnown == 0)
        #expect(means.mean == nil)
        #expect(means.highest == nil)
    }

    @Test func zeroIsAValueAndInfinityIsNot() {
        #expect(means([(0, 60, 0)]).mean(0) == 0)
        #expect(means([(0, 15, .greatestFiniteMagnitude)]).mean(0) == nil)
    }
}
