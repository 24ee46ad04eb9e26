import Configuration
package import Ground
import Metering

/// Checks the time range of a fetch.
package enum FetchRange {
    /// The reason that a range cannot be fetched. Its description says what to do.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// The next poll would delete the readings: the range begins before `storage.retention` does.
        case notKept(retention: Duration, earliest: Timestamp)
        /// The whole range lies in the future.
        case future

        package var description: String {
            switch self {
            case .notKept(let retention, let earliest):
                "--from reaches further back than storage.retention (\(DurationText.format(retention))) keeps, and what "
                    + "is older would be deleted again: give --from \(earliest) or later, or raise storage.retention"
            case .future: "--from is in the future: there is nothing to fetch yet"
            }
        }
    }

    /// Cuts a range at the present.
    ///
    /// - Throws: ``Refusal``
    package static func checked(
        _ time: Range<Timestamp>, retention: Duration, now: Timestamp
    ) throws(Refusal) -> Range<Timestamp> {
        guard time.lowerBound < now else { throw .future }
        if retention > .zero {
            // The first whole UTC day that polls keep.
            let earliest = (now - retention).startOfUTCDay
            guard time.lowerBound >= earliest else { throw .notKept(retention: retention, earliest: earliest) }
        }
        return time.lowerBound..<min(time.upperBound, now)
    }
}
