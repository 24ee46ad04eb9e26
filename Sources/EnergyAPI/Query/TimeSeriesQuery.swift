package import Ground
import Metering

/// What is asked of `Consumption/TimeSeries` (`docs/api.md`, "As documented").
package struct TimeSeriesQuery: Sendable, Equatable {
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
