import EnergyAPI
import Metering

extension TimeSeriesQuery {
    /// What a customer group asks for.
    ///
    /// - Parameter meteringPoints: narrows the group's own list; nil takes that list.
    init(_ group: Configuration.CustomerGroup, window: Range<Timestamp>, meteringPoints: [String]? = nil) {
        self.init(
            customerNumbers: group.numbers, resolution: group.resolution == .hour ? .hour : .quarter, window: window,
            deliveryCategories: group.deliveryCategories, meteringPoints: meteringPoints ?? group.meteringPoints,
            subsidiary: group.subsidiary, timeSeriesFlow: group.timeSeriesFlow)
    }
}
