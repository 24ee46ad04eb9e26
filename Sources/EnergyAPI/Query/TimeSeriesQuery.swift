package import Ground
import Metering

/// A question to `Consumption/TimeSeries` (`docs/api.md`, "As documented").
package struct TimeSeriesQuery: Sendable, Equatable {
    /// The lengths of periods that the API has, by the names it gives them.
    package enum Resolution: String, Sendable { case quarter, hour }

    /// Any number; the client asks in as many requests as the length of a URL makes of them.
    package var customerNumbers: [String]
    package var resolution: Resolution
    /// `fromDate` to `toDate`. Whether the API takes its end as inclusive is not known: both are stood.
    package var window: Range<Timestamp>
    /// Empty for all.
    package var deliveryCategories: [String]
    /// Empty for all.
    package var meteringPoints: [String]
    package var subsidiary: Bool
    package var timeSeriesFlow: Bool

    /// Creates a question from its parts.
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
