/// Counts of what became of a stored page.
package struct StoredCounts: Sendable, Equatable {
    /// Readings of periods that were not stored before.
    package var new = 0
    /// Readings whose value or period differs from what was stored.
    package var corrected = 0
    /// Readings that were stored already, whatever became of their status.
    package var unchanged = 0

    package init(new: Int = 0, corrected: Int = 0, unchanged: Int = 0) {
        self.new = new
        self.corrected = corrected
        self.unchanged = unchanged
    }

    /// Adds the counts of another page.
    package static func += (left: inout StoredCounts, right: StoredCounts) {
        left.new += right.new
        left.corrected += right.corrected
        left.unchanged += right.unchanged
    }
}
