package import Metering
package import ReadingStore

/// Counts of received readings, by result.
package struct ReadingCounts: Sendable, Equatable {
    package var stored = StoredCounts()
    package var rejected: [RejectionReason: Int] = [:]
    /// The number of periods received without a value.
    package var missing = 0

    init(stored: StoredCounts = StoredCounts(), rejected: [RejectionReason: Int] = [:], missing: Int = 0) {
        self.stored = stored
        self.rejected = rejected
        self.missing = missing
    }

    /// The number of rejected readings, without those of which only the `MaxEffect` was rejected.
    package var rejectedTotal: Int { rejected.reduce(0) { $1.key == .maxEffect ? $0 : $0 + $1.value } }
    /// All periods received. Withdrawn readings arrive as missing values and are counted there.
    var received: Int { stored.new + stored.corrected + stored.unchanged + rejectedTotal + missing }

    static func += (left: inout ReadingCounts, right: ReadingCounts) {
        left.stored += right.stored
        left.rejected.merge(right.rejected, uniquingKeysWith: +)
        left.missing += right.missing
    }

    /// Adds the result of storing a page.
    static func += (left: inout ReadingCounts, right: RecordedPage) {
        left.stored += right.counts
        if right.duplicates > 0 { left.rejected[.duplicate, default: 0] += right.duplicates }
        if right.expired > 0 { left.rejected[.retention, default: 0] += right.expired }
    }
}
