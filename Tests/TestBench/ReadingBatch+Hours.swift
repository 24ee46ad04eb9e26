package import Ground
package import Metering

extension ReadingBatch {
    /// A page with readings of one hour each, from one time up to another, all of one value.
    ///
    /// - Parameter isLeftOut: true for the start of an hour without a reading.
    package static func hours(
        of meter: MeterID, _ time: Range<Timestamp>, in unit: String = "kWh", value: Double = 1,
        without isLeftOut: (Timestamp) -> Bool = { _ in false }
    ) -> ReadingBatch {
        var readings = ReadingColumns()
        var start = time.lowerBound
        while start < time.upperBound {
            let end = start + .hours(1)
            if !isLeftOut(start) {
                readings.append(
                    starts: [start.milliseconds], ends: [end.milliseconds], values: [value], statuses: [0])
            }
            start = end
        }
        return ReadingBatch(
            sources: [ReadingSource(meter: meter)],
            series: [SeriesColumns(source: 0, unit: unit, readings: readings)], statuses: ["Processed"])
    }
}
