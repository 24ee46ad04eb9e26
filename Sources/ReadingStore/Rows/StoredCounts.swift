/// Counts of received readings by what became of them.
package struct StoredCounts: Sendable, Equatable {
    /// Readings of periods that were not stored before.
    package var new = 0
    /// Readings whose value or period has changed, or that were withdrawn and have a value again.
    package var corrected = 0
    /// Stored readings that were withdrawn.
    package var withdrawn = 0
    /// Readings that were stored already, even if their status has changed.
    package var unchanged = 0

    /// Creates counts; the default is that of a page that stored nothing.
    package init(new: Int = 0, corrected: Int = 0, withdrawn: Int = 0, unchanged: Int = 0) {
        self.new = new
        self.corrected = corrected
        self.withdrawn = withdrawn
        self.unchanged = unchanged
    }

    /// Adds the counts of another page.
    package static func += (left: inout StoredCounts, right: StoredCounts) {
        left.new += right.new
        left.corrected += right.corrected
        left.withdrawn += right.withdrawn
        left.unchanged += right.unchanged
    }
}
