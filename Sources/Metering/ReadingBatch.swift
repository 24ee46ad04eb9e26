/// The readings of one page of an answer, in columns: a page of a thousand metering points holds hundreds of thousands of
/// readings, and an object for each would cost more than reading them.
package struct ReadingBatch: Sendable {
    /// The answer's objects in their order, readings or not.
    package var sources: [ReadingSource]
    /// Readings of one source and one unit each; a source can have none or several.
    package var series: [SeriesColumns]
    /// The texts that ``ReadingColumns/statuses`` index.
    package var statuses: [String]
    /// Readings that were not understood, by why.
    package var rejected: [RejectionReason: Int]
    /// Readings that came without a value. They are not stored: what is missing is absent, never 0.
    package var missing: Int

    package init(
        sources: [ReadingSource] = [], series: [SeriesColumns] = [], statuses: [String] = [],
        rejected: [RejectionReason: Int] = [:], missing: Int = 0
    ) {
        self.sources = sources
        self.series = series
        self.statuses = statuses
        self.rejected = rejected
        self.missing = missing
    }

    /// How many readings with a value the page holds.
    package var count: Int { series.reduce(0) { $0 + $1.readings.count } }
}

/// One object of an answer: a meter, and what is said about it.
package struct ReadingSource: Sendable, Hashable {
    package var meter: MeterID
    package var facts: MeterFacts
    package var maxEffects: [MaxEffect]

    package init(meter: MeterID, facts: MeterFacts = MeterFacts(), maxEffects: [MaxEffect] = []) {
        self.meter = meter
        self.facts = facts
        self.maxEffects = maxEffects
    }
}

/// One source's readings in one unit.
package struct SeriesColumns: Sendable {
    /// Index into ``ReadingBatch/sources``.
    package var source: Int
    package var unit: String
    package var readings: ReadingColumns

    package init(source: Int, unit: String, readings: ReadingColumns) {
        self.source = source
        self.unit = unit
        self.readings = readings
    }
}

/// Why a reading was not taken. The raw value is the metric's label.
package enum RejectionReason: String, Sendable, CaseIterable {
    /// Not an object, or `reading` is not an array, or the category or direction of the object around it is no text.
    case malformed
    /// The answer's object names no metering point, so its readings belong nowhere.
    case meteringPoint = "metering_point"
    /// A bound of the period is absent or not a time.
    case time
    /// The period ends at or before its start, or is longer than any month.
    case period
    /// The period ends more than a day from now, or a `MaxEffect` lies there.
    case future
    /// The value is neither a number nor absent.
    case value
    /// The unit is neither a text nor absent.
    case unit
    /// `MaxEffect` is not understood; the reading beside it is kept.
    case maxEffect = "max_effect"
    /// Another object, or another reading of the same object, already says what this period holds.
    case duplicate
}
