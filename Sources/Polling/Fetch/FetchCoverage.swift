package import Ground
import Metering
package import ReadingStore

/// The time within a fetch's range that has no reading, for one customer group.
package struct FetchCoverage: Sendable, Equatable {
    package var group: String
    package var range: Range<Timestamp>
    /// Its metering points in order.
    package var points: [PointCoverage]

    /// Creates the coverage of `range`, with one entry for each metering point.
    package init(group: String, range: Range<Timestamp>, points: [PointCoverage]) {
        self.group = group
        self.range = range
        self.points = points
    }

    /// Days with missing readings: a metering point with readings before and after has none, or no metering point has
    /// any.
    var lackingDays: Set<CivilDay> {
        let missing = points.map { TimeRanges(merging: $0.missing) }
        return Set(
            range.utcDays.filter { day in
                let time = day.utcTime
                let lacks = zip(points, missing).map { point, missing in
                    (point, missing.covers(time.lowerBound.milliseconds, time.upperBound.milliseconds))
                }
                return lacks.allSatisfy(\.1)
                    || lacks.contains { $1 && $0.first < time.lowerBound && $0.last > time.upperBound }
            })
    }

    /// The metering points with missing time in the range, and its amount, the largest first.
    package var missing: [(meteringPoint: String, time: Duration)] {
        points.map { point in
            (point.meteringPoint, Duration.milliseconds(point.missing.reduce(0) { $0 + $1.upperBound - $1.lowerBound }))
        }
        .filter { $0.1 > .zero }
        .sorted { ($1.time, $0.meteringPoint) < ($0.time, $1.meteringPoint) }
    }

    /// The share of the range, from 0 to 1, for which the metering points have no reading.
    package var missingShare: Double {
        let whole = (range.upperBound - range.lowerBound).inSeconds * Double(points.count)
        guard whole > 0 else { return 1 }
        return missing.reduce(0) { $0 + $1.time.inSeconds } / whole
    }
}
