package import Ground
package import Metering
package import ReadingStore

/// The time without readings of one meter and kind of unit, as `missing` lists it.
package struct MissingReadings: Sendable, Equatable {
    /// The length of time of a row.
    package enum Step: String, Sendable, CaseIterable {
        case day
        case hour
    }

    /// The place of missing time relative to existing readings.
    package enum Place: String, Sendable {
        case beforeFirst = "before_first_reading"
        case gap
        case afterNewest = "after_newest_reading"
    }

    /// A day or an hour within the range that is incomplete.
    package struct Row: Sendable, Equatable {
        package var time: Range<Timestamp>
        package var missing: Duration
        package var place: Place

        /// True if it has no reading.
        package var isWhole: Bool { missing == time.upperBound - time.lowerBound }
    }

    package var meter: MeterID
    package var unit: String
    /// In order.
    package var rows: [Row]

    package var missing: Duration { rows.reduce(.zero) { $0 + $1.missing } }
}

extension MissingReadings {
    /// Finds the missing time of one kind of a meter's readings.
    ///
    /// - Parameters:
    ///   - time: the range to examine.
    ///   - calendar: for civil days and hours.
    package init(
        _ reach: StoredReach, in reader: StoreReader, _ time: Range<Timestamp>, by step: Step,
        _ calendar: MeteringCalendar
    ) throws(StoreError) {
        meter = reach.meter
        unit = reach.unit
        rows = Self.rows(
            try reader.missing(of: reach, in: time), reach: reach.time, in: time, by: step, calendar)
    }

    /// Splits missing time into rows: each is of one day or hour, and of one place.
    static func rows(
        _ missing: [Range<Timestamp>], reach: Range<Timestamp>, in time: Range<Timestamp>, by step: Step,
        _ calendar: MeteringCalendar
    ) -> [Row] {
        var rows: [Row] = []
        for range in missing {
            var start = range.lowerBound
            while start < range.upperBound {
                let whole = period(at: start, step, calendar).clamped(to: time)
                let bounds = [reach.lowerBound, reach.upperBound].filter { $0 > start }
                let end = bounds.reduce(min(range.upperBound, whole.upperBound), min)
                let place: Place =
                    start < reach.lowerBound ? .beforeFirst : start < reach.upperBound ? .gap : .afterNewest
                if let last = rows.last, last.time == whole, last.place == place {
                    rows[rows.count - 1].missing += end - start
                } else {
                    rows.append(Row(time: whole, missing: end - start, place: place))
                }
                start = end
            }
        }
        return rows
    }

    private static func period(at time: Timestamp, _ step: Step, _ calendar: MeteringCalendar) -> Range<Timestamp> {
        switch step {
        case .day: return calendar.time(of: calendar.day(of: time))
        case .hour:
            let hour: Int64 = 3_600_000
            let offset = calendar.offset(at: time)
            let start = (time.milliseconds + offset) / hour * hour - offset
            return Timestamp(milliseconds: start)..<Timestamp(milliseconds: start + hour)
        }
    }
}
