package import Metering

/// What became of a stored page.
package struct RecordedPage: Sendable, Equatable {
    /// New, corrected and known readings.
    package var counts: StoredCounts
    /// Readings that are not believed, as others say more of their time.
    package var duplicates: Int
    /// Readings for days of which the retention has removed readings: a sum that nothing can be reckoned from stays as it is.
    package var expired: Int
    /// What was odd about the page beside what is stored.
    package var findings: Findings

    package init(
        counts: StoredCounts = StoredCounts(), duplicates: Int = 0, expired: Int = 0, findings: Findings = Findings()
    ) {
        self.counts = counts
        self.duplicates = duplicates
        self.expired = expired
        self.findings = findings
    }

    /// Adds what became of another page.
    package static func += (left: inout RecordedPage, right: RecordedPage) {
        left.counts += right.counts
        left.duplicates += right.duplicates
        left.expired += right.expired
        left.findings += right.findings
    }
}
