/// An oddity in the utility's answers that an operator should know about. The raw value is the label `kind` of
/// `oresundskraft_poll_findings`.
package enum Finding: String, Sendable, Hashable, CaseIterable {
    /// A meter's readings have another unit of the same kind than before.
    case unitChanged = "unit_changed"
    /// A reading has no unit.
    case unitMissing = "unit_missing"
    /// A time has no zone.
    case timeWithoutZone = "time_without_zone"
    /// A reading arrived before its period had ended.
    case future
    /// Two objects, or two readings of one object, have different values for the same time.
    case duplicate
    /// The API has taken back a stored value.
    case withdrawn
    /// The API refuses a customer number or metering point alone.
    case refused
    /// A period has no value.
    case nullValue = "null_value"
    /// The `MaxEffect` of an invoiced month lies in another month.
    case readingDate = "reading_date"
    /// Only the default of `microproduction` keeps a metering point out of every tariff.
    case microproductionOnly = "microproduction_only"
}

/// Counts of each ``Finding`` that was met.
package struct Findings: Sendable, Equatable {
    private var counts: [Finding: Int] = [:]

    /// Creates the findings of an answer in which nothing was odd.
    package init() {}

    /// The count of one kind; 0 if it did not occur.
    package subscript(_ finding: Finding) -> Int {
        get { counts[finding] ?? 0 }
        set { counts[finding] = newValue == 0 ? nil : newValue }
    }

    /// True if every count is 0.
    package var isEmpty: Bool { counts.isEmpty }

    /// Adds the counts of each kind.
    package static func += (left: inout Findings, right: Findings) {
        left.counts.merge(right.counts, uniquingKeysWith: +)
    }
}
