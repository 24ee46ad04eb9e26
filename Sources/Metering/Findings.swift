/// Something odd in the utility's answers that somebody should know of. The raw value is the label `kind` of
/// `oresundskraft_poll_findings`.
package enum Finding: String, Sendable, Hashable, CaseIterable {
    /// A meter's readings came in another unit of the same kind than before.
    case unitChanged = "unit_changed"
    /// A reading names no unit.
    case unitMissing = "unit_missing"
    /// A time names no zone.
    case timeWithoutZone = "time_without_zone"
    /// A reading came before its period had ended.
    case future
    /// Two objects, or two readings of one object, say different things for the same time.
    case duplicate
    /// A value that was stored has been taken back.
    case withdrawn
    /// The API refuses a customer number or metering point alone.
    case refused
    /// A named period has no value.
    case nullValue = "null_value"
    /// The `MaxEffect` of an invoiced month lies in another month.
    case readingDate = "reading_date"
    /// A metering point is kept out of every tariff by the default of `microproduction` alone.
    case microproductionOnly = "microproduction_only"
}

/// Counts of each ``Finding`` that was met.
package struct Findings: Sendable, Equatable {
    private var counts: [Finding: Int] = [:]

    /// Creates the findings of an answer in which nothing was odd.
    package init() {}

    /// The count of one kind, 0 where it was not met.
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
