/// A method of the simulated API. The raw value is its name in a fault's `endpoint` option.
package enum SimulatedEndpoint: String, Sendable, Hashable, CaseIterable {
    case timeSeries = "timeseries"
    case invoiced

    /// The path of the API's address.
    static let base = "/ConsumptionExternal"

    /// The path after the API's base path.
    package var path: String {
        switch self {
        case .timeSeries: "/api/Consumption/TimeSeries"
        case .invoiced: "/api/Consumption/InvoicedConsumption/Customer"
        }
    }

    /// The whole path of a request.
    var fullPath: String { Self.base + path }
}

/// A request to the simulated API.
struct APIRequest: Sendable {
    var method: String
    var path: String
    var items: [QueryItem]
    var headers: [(name: String, value: String)]
    /// True if methods are found under any base path, which the links of captured pages may need.
    var allowsAnyBase = false

    /// Returns the value of a header. The name is given in lower case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The endpoint asked for; nil if the gateway has no such operation.
    var endpoint: SimulatedEndpoint? {
        guard method == "GET" else { return nil }
        return SimulatedEndpoint.allCases.first { allowsAnyBase ? path.hasSuffix($0.path) : $0.fullPath == path }
    }

    /// The parameters; nil if they cannot be read.
    var query: TimeSeriesQuery? { endpoint.flatMap { try? TimeSeriesQuery(items, endpoint: $0) } }
}
