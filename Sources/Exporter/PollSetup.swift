import Configuration
import Curl
import Metering
import Polling
import Snapshot

/// A configuration that is ready for polling: the transport has accepted its certificates and proxy.
struct PollSetup: Sendable {
    let configuration: Configuration
    let transport: CurlClient
    /// In the order of the configuration; empty if nothing is pushed.
    let receivers: [ReceiverSetup]

    /// - Throws: `CurlError` if it does not accept them.
    init(_ configuration: Configuration, version: String) throws(CurlError) {
        self.configuration = configuration
        transport = try CurlClient(TransportOptions(configuration.api, version: version))
        var receivers: [ReceiverSetup] = []
        for receiver in configuration.remoteWrite {
            receivers.append(try ReceiverSetup(receiver, version: version))
        }
        self.receivers = receivers
    }
}

extension SnapshotSettings {
    /// Creates the settings that a snapshot depends on.
    init(_ configuration: Configuration) {
        var polled: Set<PolledEndpoint> = []
        if configuration.timeSeries.enabled { polled.insert(.timeSeries) }
        if configuration.invoiced.enabled { polled.insert(.invoiced) }
        self.init(
            staleAfter: configuration.timeSeries.staleAfter, names: configuration.names,
            rules: configuration.dayRules,
            invoicedMonths: configuration.invoiced.months, invoiceDating: configuration.invoiced.readingDate,
            timesWithoutZone: configuration.api.isTimesWithoutZoneSet ? configuration.api.timesWithoutZone : nil,
            groups: configuration.customers.map { group in
                GroupScope(
                    name: group.name, numbers: group.numbers, meteringPoints: group.meteringPoints,
                    deliveryCategories: group.deliveryCategories, hasSubsidiaries: group.subsidiary)
            }, scope: configuration.scope, polled: polled, families: configuration.families)
        categoryNames = configuration.categoryNames
        facts = configuration.facts
        areas = configuration.properties
    }
}
