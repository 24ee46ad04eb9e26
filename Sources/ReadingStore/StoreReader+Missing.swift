import GRDB
package import Ground
package import Metering

/// The time between the first and the newest reading of one meter and kind of unit.
package struct StoredReach: Sendable, Equatable {
    package var meter: MeterID
    package var kind: UnitKind
    /// The unit of the newest readings.
    package var unit: String
    /// The start of the first reading ever, and the end of the newest.
    package var time: Range<Timestamp>
    /// The time whose readings the retention has removed, so that nobody knows which were missing; nil for none.
    package var removed: Range<Timestamp>?
    fileprivate var rows: [Int64]
}

extension StoreReader {
    /// Returns the reach of the readings of served meters, in order of the meters.
    package func reaches() throws(StoreError) -> [StoredReach] {
        try read { database in
            let series = try database.values(
                """
                SELECT series.id, unit, metering_point, delivery_category, microproduction,
                    (SELECT min(start) FROM readings WHERE series = series.id) AS first,
                    \(ReadingSQL.newestEnd) AS newest
                FROM series JOIN meters ON meters.id = meter WHERE is_served AND first IS NOT NULL
                """
            ) { row in
                StoredReach(
                    meter: MeterID(row), kind: UnitKind(row["unit"]), unit: row["unit"],
                    time: Timestamp(milliseconds: row["first"])..<Timestamp(milliseconds: row["newest"]),
                    rows: [row["id"]])
            }
            var reaches = Self.merged(series)
            let removed = try RemovedReadings.all(by: nil, database)
            for index in reaches.indices {
                let id = CourseID(meter: reaches[index].meter, kind: reaches[index].kind)
                guard let time = removed[id]?.time else { continue }
                reaches[index].removed = time
                reaches[index].time =
                    min(time.lowerBound, reaches[index].time.lowerBound)..<reaches[index].time.upperBound
            }
            return reaches
        }
    }

    /// Joins the series of one meter and kind into one reach, whatever their units.
    private static func merged(_ series: [StoredReach]) -> [StoredReach] {
        let sorted = series.sorted { ($0.meter, $0.kind.name, $0.unit) < ($1.meter, $1.kind.name, $1.unit) }
        return sorted.reduce(into: []) { reaches, one in
            guard var last = reaches.last, last.meter == one.meter, last.kind == one.kind else {
                return reaches.append(one)
            }
            if one.time.upperBound > last.time.upperBound { last.unit = one.unit }
            last.time = last.time.hull(with: one.time)
            last.rows += one.rows
            reaches[reaches.count - 1] = last
        }
    }

    /// Finds the time for which there is no reading of a kind, in order; time whose readings were removed is left out.
    package func missing(of reach: StoredReach, in time: Range<Timestamp>) throws(StoreError) -> [Range<Timestamp>] {
        try read { database in
            let whole = time.lowerBound.milliseconds..<time.upperBound.milliseconds
            let removed = reach.removed.map { $0.clamped(to: time) } ?? time.lowerBound..<time.lowerBound
            let examined = [time.lowerBound..<removed.lowerBound, removed.upperBound..<time.upperBound]
                .map { $0.lowerBound.milliseconds..<$0.upperBound.milliseconds }.filter { !$0.isEmpty }
            // Time that one of the series covers is not missing.
            return try reach.rows.reduce(examined) { left, series in
                let gaps = try ReadingRepository.gaps(
                    database, series: series, from: whole.lowerBound, to: whole.upperBound)
                return left.flatMap { range in gaps.map { $0.clamped(to: range) }.filter { !$0.isEmpty } }
            }.map { Timestamp(milliseconds: $0.lowerBound)..<Timestamp(milliseconds: $0.upperBound) }
        }
    }
}

extension UnitKind {
    /// A text to sort by: energy first.
    fileprivate var name: String {
        switch self {
        case .energy: "0"
        case .volume: "1"
        case .other(let unit): "2\(unit)"
        }
    }
}
