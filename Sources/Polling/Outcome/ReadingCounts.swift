package import Metering
package import ReadingStore

/// Readings received, by what became of them.
package struct ReadingCounts: Sendable, Equatable {
    package var stored = StoredCounts()
    package var rejected: [RejectionReason: Int] = [:]
    /// Received without a value.
    package var missing = 0

    init(stored: StoredCounts = StoredCounts(), rejected: [RejectionReason: Int] = [:], missing: Int = 0) {
        self.stored = stored
        self.rejected = rejected
        self.missing = missing
    }

    /// Readings only: one whose `MaxEffect` was rejected is kept itself.
    package var rejectedTotal: Int { rejected.reduce(0) { $1.key == .maxEffect ? $0 : $0 + $1.value } }
    /// All periods received. Withdrawn readings arrive as missing values and are counted there.
    var received: Int { stored.new + stored.corrected + stored.unchanged + rejectedTotal + missing }

    static func += (left: inout ReadingCounts, right: ReadingCounts) {
        left.stored += right.stored
        left.rejected.merge(right.rejected, uniquingKeysWith: +)
        left.missing += right.missing
    }

    /// Counts what the store found of a page.
    static func += (left: inout ReadingCounts, right: RecordedPage) {
        left.stored += right.counts
        if right.duplicates > 0 { left.rejected[.duplicate, default: 0] += right.duplicates }
        if right.expired > 0 { left.rejected[.retention, default: 0] += right.expired }
    }
}
