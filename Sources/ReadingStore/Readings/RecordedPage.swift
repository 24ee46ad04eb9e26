package import Metering

/// The result of storing a page.
package struct RecordedPage: Sendable, Equatable {
    /// New, corrected and known readings.
    package var counts: StoredCounts
    /// Readings that are not believed, because others are more precise about their time.
    package var duplicates: Int
    /// Readings for days whose readings the retention has removed, and whose sums are therefore final.
    package var expired: Int
    /// Oddities that only a comparison with the store shows.
    package var findings: Findings

    /// Creates a result; the default is that of a page without readings.
    package init(
        counts: StoredCounts = StoredCounts(), duplicates: Int = 0, expired: Int = 0, findings: Findings = Findings()
    ) {
        self.counts = counts
        self.duplicates = duplicates
        self.expired = expired
        self.findings = findings
    }

    /// Adds the result of another page.
    package static func += (left: inout RecordedPage, right: RecordedPage) {
        left.counts += right.counts
        left.duplicates += right.duplicates
        left.expired += right.expired
        left.findings += right.findings
    }
}
