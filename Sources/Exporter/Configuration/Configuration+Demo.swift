extension Configuration {
    /// What `demo` runs with: the simulated utility at a URL, all defaults, and a store to throw away.
    package static func demo(
        url: String, key: String, customers: [String], names: [String: String], store: String
    ) throws -> Configuration {
        var group = CustomerGroup(
            numbers: customers, name: "demo", subscriptionKey: SecretText(key), subscriptionKeySource: .environment)
        group.timeSeriesFlow = true
        group.subsidiary = true
        var configuration = Configuration(customers: [group])
        configuration.api.url = try BaseURL(url)
        configuration.storage.path = store
        configuration.names = names
        return configuration
    }
}
