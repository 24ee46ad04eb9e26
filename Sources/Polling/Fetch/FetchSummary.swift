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

    var counts = ReadingCounts()
    package var requests = 0
    /// Windows that all customer groups have got.
    package var windows = 0
    /// Days that an earlier fetch had finished.
    package var finishedDays = 0
    /// In order of time.
    package var failures: [Failure] = []

    init() {}
}
