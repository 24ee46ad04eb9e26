package import Configuration
import Ground
package import Simulator

extension Configuration.CustomerGroup {
    /// Creates a group of all customers of a simulated utility, or of some of them.
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
