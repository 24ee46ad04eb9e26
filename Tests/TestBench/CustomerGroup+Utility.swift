package import Configuration
import Ground
package import Simulator

extension Configuration.CustomerGroup {
    /// A group that asks for all that a simulated utility has, or for some of its customers.
    package static func all(
        of utility: SimulatedUtility, name: String, numbers: [String]?, key: String
    ) -> Configuration.CustomerGroup {
        var group = Configuration.CustomerGroup(
            numbers: numbers ?? utility.customerNumbers, name: name, subscriptionKey: Secret(key),
            subscriptionKeySource: .environment)
        group.timeSeriesFlow = true
        group.subsidiary = true
        return group
    }
}
