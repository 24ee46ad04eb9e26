import Ground
package import Metering
package import Polling

/// What of the configuration shows in a snapshot.
package struct SnapshotSettings: Sendable {
    /// Gauges of a series end when it got nothing for this long.
    package var staleAfter: Duration
    /// Names by metering point.
    package var names: [String: String]
    /// The calendar of civil periods, and the tariffs in their order.
    package var rules: DigestRules
    /// How many whole invoiced months are shown beside the current one.
    package var invoicedMonths: Int
    /// The endpoints that are polled. Without one, what is stored is all there will be.
    package var polled: Set<PolledEndpoint>

    package init(
        staleAfter: Duration, names: [String: String], rules: DigestRules,
        invoicedMonths: Int, polled: Set<PolledEndpoint>
    ) {
        self.staleAfter = staleAfter
        self.names = names
        self.rules = rules
        self.invoicedMonths = invoicedMonths
        self.polled = polled
    }
}
