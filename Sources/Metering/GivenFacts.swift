/// What the configuration says of a metering point. A field is nil where it says nothing: then the API's word counts.
package struct GivenFacts: Sendable, Equatable {
    package var name: String?
    package var property: String?
    package var costCenter: String?
    package var network: String?
    /// Further labels of the info metric, by their names.
    package var labels: [String: String]

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
