/// Facts about a metering point from the configuration. A field of nil leaves the API's value in force.
package struct GivenFacts: Sendable, Equatable {
    package var name: String?
    package var property: String?
    package var costCenter: String?
    package var network: String?
    /// Further labels of the info metric, by their names.
    package var labels: [String: String]

    /// Creates facts; a field left out keeps the API's value.
    package init(
        name: String? = nil, property: String? = nil, costCenter: String? = nil, network: String? = nil,
        labels: [String: String] = [:]
    ) {
        self.name = name
        self.property = property
        self.costCenter = costCenter
        self.network = network
        self.labels = labels
    }
}
