/// The readings of one page of an answer, in columns: a page of a thousand metering points holds hundreds of thousands of
/// readings, and an object for each would cost more than reading them.
package struct ReadingBatch: Sendable {
    /// The answer's objects in their order, with or without readings.
    package var sources: [ReadingSource]
    /// Readings of one source and one unit each; a source may have none or several.
    package var series: [SeriesColumns]
    /// The texts that ``ReadingColumns/statuses`` index.
    package var statuses: [String]
    /// Counts of malformed readings, by reason.
    package var rejected: [RejectionReason: Int]
    /// Readings sent without a value. They are not stored: a missing value is absent, never 0.
    package var missing: Int
    /// Oddities met in the page, by kind.
    package var findings: Findings

    /// Creates the contents of one page; the default is a page without objects.
    package init(
        sources: [ReadingSource] = [], series: [SeriesColumns] = [], statuses: [String] = [],
        rejected: [RejectionReason: Int] = [:], missing: Int = 0, findings: Findings = Findings()
    ) {
        self.sources = sources
        self.series = series
        self.statuses = statuses
        self.rejected = rejected
        self.missing = missing
        self.findings = findings
    }

    /// The number of readings with a value in the page.
    package var count: Int { series.reduce(0) { $0 + $1.readings.count } }
}

/// One object of an answer: a meter and its facts.
package struct ReadingSource: Sendable, Hashable {
    package var meter: MeterID
    package var facts: MeterFacts

    /// Creates one object of an answer.
    package init(meter: MeterID, facts: MeterFacts = MeterFacts()) {
        self.meter = meter
        self.facts = facts
    }
}

/// One source's readings in one unit.
package struct SeriesColumns: Sendable {
    /// Index into ``ReadingBatch/sources``.
    package var source: Int
    /// A label of ``UnitLabel``; empty if the readings have none, and the object's other readings have none or several.
    package var unit: String
    package var readings: ReadingColumns
    /// Periods sent with null as their value: their stored readings are withdrawn, unless something else has a value
    /// for any of that time.
    package var withdrawals: ReadingPeriods
    /// The `MaxEffect`s beside the readings.
    package var effects: [ReadingEffect]

    /// Creates the columns of one series.
    package init(
        source: Int, unit: String, readings: ReadingColumns, withdrawals: ReadingPeriods = ReadingPeriods(),
        effects: [ReadingEffect] = []
    ) {
        self.source = source
        self.unit = unit
        self.readings = readings
        self.withdrawals = withdrawals
        self.effects = effects
    }
}

/// Periods of one series as parallel arrays, in milliseconds since the epoch.
package struct ReadingPeriods: Sendable, Equatable {
    package var starts: [Int64]
    package var ends: [Int64]

    /// Creates periods from two arrays of one length.
    package init(starts: [Int64] = [], ends: [Int64] = []) {
        self.starts = starts
        self.ends = ends
    }

    package var count: Int { starts.count }
    package var isEmpty: Bool { starts.isEmpty }
}

/// The `MaxEffect` beside one reading.
package struct ReadingEffect: Sendable, Equatable {
    /// The reading's period, in milliseconds since the epoch.
    package var start: Int64
    package var end: Int64
    /// Nil if the reading came without one: a stored one is then removed.
    package var effect: MaxEffect?

    /// Creates the entry of the reading from `start` to `end`; an `effect` of nil removes a stored one.
    package init(start: Int64, end: Int64, effect: MaxEffect?) {
        self.start = start
        self.end = end
        self.effect = effect
    }
}

/// The reason that a reading was rejected. The raw value is the metric's label.
package enum RejectionReason: String, Sendable, CaseIterable {
    /// Not an object, or `reading` is not an array, or the object's category or direction is not a text.
    case malformed
    /// The answer's object names no metering point, so its readings cannot be assigned.
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
    /// `MaxEffect` is malformed; the reading beside it is kept.
    case maxEffect = "max_effect"
    /// Another object, or another reading of the same object, already has a value for this period.
    case duplicate
    /// The retention has removed readings of its day, so the day's sum is final.
    case retention
}
