package import Ground
import Metering

/// The result of a fetch.
package struct FetchSummary: Sendable {
    /// A window that could not be fetched.
    package struct Failure: Sendable, Equatable {
        package var group: String
        package var window: Range<Timestamp>
        package var error: String
    }

    package internal(set) var counts = ReadingCounts()
    package var requests = 0
    /// The number of answered windows, over all customer groups.
    package var windows = 0
    /// Days that an earlier fetch had finished, of the group with the most.
    package var finishedDays = 0
    /// In order of time.
    package var failures: [Failure] = []
    /// Customer numbers and metering points that the API refuses when asked for alone, by group.
    package var refused: [(group: String, refused: RefusedNumber)] = []
    /// The result of the invoiced months; nil if they are not polled.
    package var invoiced: FetchedInvoices?
    /// Numbers and metering points of the configuration that never got anything, by group.
    package var unknown: [(group: String, number: RefusedNumber)] = []
    /// Groups without any known metering point.
    package var emptyGroups: [String] = []
    /// The part of the range that has no reading now, for each group in configuration order.
    package var coverage: [FetchCoverage] = []

    init() {}

    /// True if every window was answered and every customer group got something.
    package var isSuccess: Bool {
        failures.isEmpty && refused.isEmpty && emptyGroups.isEmpty && invoiced?.failures.isEmpty ?? true
    }
}
