package import Metering

extension Configuration {
    /// The customers and metering points that the configuration requests.
    package var scope: CustomerScope {
        var scope = CustomerScope(
            customers.map { group in
                CustomerScope.Group(
                    name: group.name, numbers: group.numbers, meteringPoints: group.meteringPoints,
                    deliveryCategories: group.deliveryCategories)
            })
        scope.keepsUnconfigured = keepUnconfigured
        return scope
    }
}
