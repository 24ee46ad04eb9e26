import Ground
package import Metering
package import Polling

/// The part of the configuration that a snapshot depends on.
package struct SnapshotSettings: Sendable {
    /// The age of a series' newest reading at which its gauges end.
    package var staleAfter: Duration
    /// Names by metering point.
    package var names: [String: String]
    /// Names of delivery categories, by code.
    package var categoryNames: [String: String] = [:]
    /// Facts by metering point.
    package var facts: [String: GivenFacts] = [:]
    /// Areas in square meters by property.
    package var areas: [String: Double] = [:]
    /// The calendar, the clock of sums, and the tariffs in their order.
    package var rules: DigestRules
    /// The number of whole invoiced months shown beside the current one.
    package var invoicedMonths: Int
    /// The meaning of an invoiced value's date.
    package var invoiceDating: InvoiceDating
    /// The clock of times without a zone; nil if the configuration does not set it.
    package var timesWithoutZone: TimesWithoutZone?
    /// The customer groups, in configuration order.
    package var groups: [GroupScope]
    /// The customers whose meters are served; nil serves every stored meter.
    package var scope: CustomerScope?
    /// The endpoints that are polled. Without any, the stored readings are final.
    package var polled: Set<PolledEndpoint>
    /// The names of the families of readings, periods, tariffs and invoices that are shown; nil for all. Families of
    /// polls and of the store are always shown.
    package var families: Set<String>?

    /// Creates settings; `families` of nil shows every family.
    package init(
        staleAfter: Duration, names: [String: String], rules: DigestRules,
        invoicedMonths: Int, invoiceDating: InvoiceDating = .start, timesWithoutZone: TimesWithoutZone? = nil,
        groups: [GroupScope] = [], scope: CustomerScope? = nil, polled: Set<PolledEndpoint>,
        families: Set<String>? = nil
    ) {
        self.staleAfter = staleAfter
        self.names = names
        self.rules = rules
        self.invoicedMonths = invoicedMonths
        self.invoiceDating = invoiceDating
        self.timesWithoutZone = timesWithoutZone
        self.groups = groups
        self.scope = scope
        self.polled = polled
        self.families = families
    }
}
