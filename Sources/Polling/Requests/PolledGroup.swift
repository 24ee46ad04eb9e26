import Configuration
import EnergyAPI

/// One customer group of the configuration, ready for requests to one endpoint.
struct PolledGroup: Sendable {
    var settings: Configuration.CustomerGroup
    var client: EnergyAPIClient
    /// Records the client's requests.
    var tally: RequestTally
    /// Refusals by the API, kept until the configuration is read again.
    var refusals = Refusals()

    /// The group's numbers without refused ones.
    var admittedNumbers: [String] {
        let refused = Set(refusals.all)
        return settings.numbers.filter { !refused.contains(RefusedNumber(customerNumber: $0)) }
    }
}
