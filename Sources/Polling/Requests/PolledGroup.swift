import Configuration
import EnergyAPI

/// One customer group of the configuration, ready to be asked for at one endpoint.
struct PolledGroup: Sendable {
    var settings: Configuration.CustomerGroup
    var client: EnergyAPIClient
    /// Where the client notes its requests.
    var tally: RequestTally
    /// What the API refuses, as long as the configuration stays.
    var refusals = Refusals()

    /// The group's numbers without those that are refused.
    var admittedNumbers: [String] {
        let refused = Set(refusals.all)
        return settings.numbers.filter { !refused.contains(RefusedNumber(customerNumber: $0)) }
    }
}
