package import Ground
import Metering

/// A query for `Consumption/TimeSeries` (`docs/api.md`, "As documented").
package struct TimeSeriesQuery: Sendable, Equatable {
    /// The lengths of periods, by the API's names.
    package enum Resolution: String, Sendable { case quarter, hour }

    /// Any number of them; the client splits them into requests by the length of the URL.
    package var customerNumbers: [String]
    package var resolution: Resolution
    /// `fromDate` to `toDate`. It is unknown whether the API includes the end; both work.
    package var window: Range<Timestamp>
    /// Empty for all.
    package var deliveryCategories: [String]
    /// Empty for all.
    package var meteringPoints: [String]
    package var subsidiary: Bool
    package var timeSeriesFlow: Bool

    /// Creates a query from its parts.
    package init(
        customerNumbers: [String], resolution: Resolution, window: Range<Timestamp>, deliveryCategories: [String] = [],
        meteringPoints: [String] = [], subsidiary: Bool = false, timeSeriesFlow: Bool = false
    ) {
        self.customerNumbers = customerNumbers
        self.resolution = resolution
        self.window = window
        self.deliveryCategories = deliveryCategories
        self.meteringPoints = meteringPoints
        self.subsidiary = subsidiary
        self.timeSeriesFlow = timeSeriesFlow
    }
}
