/// A method of the simulated API. The raw value is what a fault names it by.
package enum SimulatedEndpoint: String, Sendable, Hashable, CaseIterable {
    case timeSeries = "timeseries"
    case invoiced

    /// Behind the address of the API.
    package var path: String {
        switch self {
        case .timeSeries: "/api/Consumption/TimeSeries"
        case .invoiced: "/api/Consumption/InvoicedConsumption/Customer"
        }
    }
}
