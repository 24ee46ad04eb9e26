import Metering

/// Readings of a walk, to detect a page without anything new: an API that ignores `offset` sends the same page forever.
struct SeenReadings {
    private struct Key: Hashable {
        var meter: MeterID
        var facts: MeterFacts
        /// Nil for the object itself, which may have no readings.
        var unit: String?
    }

    private var time: [Key: TimeRanges] = [:]

    /// Records an object.
    ///
    /// - Returns: true if it is new.
    mutating func insert(_ meter: MeterID, _ facts: MeterFacts) -> Bool {
        time.updateValue(TimeRanges(), forKey: Key(meter: meter, facts: facts, unit: nil)) == nil
    }

    /// - Returns: true if the page has a new object or period.
    mutating func insert(_ batch: ReadingBatch) -> Bool {
        var isNew = false
        for source in batch.sources where insert(source.meter, source.facts) { isNew = true }
        for series in batch.series {
            let source = batch.sources[series.source]
            let key = Key(meter: source.meter, facts: source.facts, unit: series.unit)
            let named =
                zip(series.readings.starts, series.readings.ends).map { $0..<$1 }
                + zip(series.withdrawals.starts, series.withdrawals.ends).map { $0..<$1 }
            let known = time[key] ?? TimeRanges()
            isNew = isNew || named.contains { !known.covers($0.lowerBound, $0.upperBound) }
            time[key, default: TimeRanges()].insert(TimeRanges(merging: named))
        }
        return isNew
    }
}
