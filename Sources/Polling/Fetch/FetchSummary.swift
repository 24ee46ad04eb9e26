package import Ground
import Metering

/// What a fetch has done.
package struct FetchSummary: Sendable {
    /// A window that could not be fetched.
    package struct Failure: Sendable, Equatable {
        package var group: String
        package var window: Range<Timestamp>
        package var error: String
    }

    package internal(set) var counts = ReadingCounts()
    package var requests = 0
    /// Windows that were answered, each customer group's counted.
    package var windows = 0
    /// Days that an earlier fetch had finished, of the group that has most of them.
    package var finishedDays = 0
    /// In order of time.
    package var failures: [Failure] = []
    /// What the API refuses alone, by group.
    package var refused: [(group: String, refused: RefusedNumber)] = []
    /// What came of invoiced months; nil where they are not polled.
    package var invoiced: FetchedInvoices?
    /// Numbers and metering points of the configuration that never got anything, by group.
    package var unknown: [(group: String, number: RefusedNumber)] = []
    /// Groups of which nothing is known at all.
    package var emptyGroups: [String] = []
    /// What of the range has no reading now, for each group in configuration order.
    package var coverage: [FetchCoverage] = []

    init() {}

    /// Whether all that was asked for has been answered, with something for each customer group.
    package var isSuccess: Bool {
        failures.isEmpty && refused.isEmpty && emptyGroups.isEmpty && invoiced?.failures.isEmpty ?? true
    }
}
