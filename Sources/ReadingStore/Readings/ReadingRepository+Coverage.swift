import GRDB
package import Ground
import Metering

/// The part of a time for which a metering point has no reading of any kind.
package struct PointCoverage: Sendable, Equatable {
    package var meteringPoint: String
    /// The start of its first reading ever, and the end of its last.
    package var first: Timestamp
    package var last: Timestamp
    /// In order, in milliseconds since the epoch; includes the time before the first reading and after the last.
    package var missing: [Range<Int64>]

    /// Creates the coverage of a point whose readings lie between `first` and `last`.
    package init(meteringPoint: String, first: Timestamp, last: Timestamp, missing: [Range<Int64>]) {
        self.meteringPoint = meteringPoint
        self.first = first
        self.last = last
        self.missing = missing
    }
}

extension ReadingRepository {
    /// Finds the time for which each metering point of a customer group has no reading, in order of the points. Points
    /// without any reading are left out.
    package func coverage(
        ofGroup group: String, from: Timestamp, to: Timestamp
    ) async throws(StoreError) -> [PointCoverage] {
        try await pool.read { database in
            let series = try database.values(
                """
                SELECT series.id, metering_point, (SELECT min(start) FROM readings WHERE series = series.id) AS first,
                    \(ReadingSQL.newestEnd) AS newest
                FROM group_meters JOIN series USING (meter) JOIN meters ON meters.id = meter
                WHERE "group" = ? AND first IS NOT NULL ORDER BY metering_point
                """, [group]
            ) {
                (
                    id: $0["id"] as Int64, point: $0["metering_point"] as String,
                    first: Timestamp(milliseconds: $0["first"]), last: Timestamp(milliseconds: $0["newest"])
                )
            }
            var points: [PointCoverage] = []
            for one in series {
                let missing = try Self.gaps(
                    database, series: one.id, from: from.milliseconds, to: to.milliseconds)
                guard var point = points.last, point.meteringPoint == one.point else {
                    points.append(
                        PointCoverage(
                            meteringPoint: one.point, first: one.first, last: one.last, missing: missing))
                    continue
                }
                point.first = min(point.first, one.first)
                point.last = max(point.last, one.last)
                // Time that one of the series covers is not missing.
                point.missing = point.missing.flatMap { range in
                    missing.map { $0.clamped(to: range) }.filter { !$0.isEmpty }
                }
                points[points.count - 1] = point
            }
            return points
        }
    }
}
