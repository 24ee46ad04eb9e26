package import EnergyAPI
package import Ground
package import Metering

/// The result of one poll, for the log, the metrics and the status page.
package struct PollOutcome: Sendable {
    package var endpoint: PolledEndpoint
    package var start: Timestamp
    package var duration: Duration
    /// In configuration order.
    package var groups: [GroupOutcome]

    /// Creates an outcome; `duration` and `groups` are known once the poll has ended.
    package init(
        endpoint: PolledEndpoint, start: Timestamp, duration: Duration = .zero, groups: [GroupOutcome] = []
    ) {
        self.endpoint = endpoint
        self.start = start
        self.duration = duration
        self.groups = groups
    }

    package var end: Timestamp { start + duration }
    /// True if every group got everything that it asked for.
    package var isSuccess: Bool { groups.allSatisfy(\.isSuccess) }
    /// The ways in which the poll's requests ended.
    package var results: Set<RequestResult> { groups.reduce(into: []) { $0.formUnion($1.results) } }
    package var counts: ReadingCounts { groups.reduce(into: ReadingCounts()) { $0 += $1.counts } }
    /// Oddities of the answers to all groups, by kind.
    package var findings: Findings { groups.reduce(into: Findings()) { $0 += $1.findings } }
}
