package import Ground
package import Metering

/// The beginning of one day of a course.
package struct PartialDay: Sendable, Equatable {
    /// The end of the part.
    package var until: Timestamp
    /// The total of the whole day.
    package var whole: DayTotals.Total
    /// Nil if the readings of the day are not stored any more.
    package var total: DayTotals.Total?
    /// Totals by unit of the series.
    package var units: [String: DayTotals.Total]

    /// Creates the part of a day before `until`, with the whole day's total beside it.
    package init(until: Timestamp, whole: DayTotals.Total, total: DayTotals.Total?, units: [String: DayTotals.Total]) {
        self.until = until
        self.whole = whole
        self.total = total
        self.units = units
    }

    /// Sums readings of a day.
    ///
    /// - Parameter day: the whole day's time. If the readings do not add up to its sum, some of them are gone.
    init(
        until: Timestamp, whole: DayTotals.Total, in day: Range<Timestamp>,
        _ readings: [(unit: String, readings: ReadingColumns)]
    ) {
        let start = day.lowerBound.milliseconds
        let course = Course(readings).readings
        let stored = DayTotals.total(of: course, in: start..<day.upperBound.milliseconds, .evenly)
        let bounds = start..<until.milliseconds
        self.init(
            until: until, whole: whole,
            total: stored == whole ? DayTotals.total(of: course, in: bounds, .evenly) : nil,
            units: Dictionary(
                uniqueKeysWithValues: readings.map { ($0.unit, DayTotals.total(of: $0.readings, in: bounds, .atStart)) }
            ))
    }
}
