import EnergyAPI
import Ground
import ReadingStore

/// Stores when each customer group was last answered at an endpoint.
///
/// Values that a group has brought before count against the claims of others until a poll hears the group again. A
/// group that gets no answer for a week (its key is refused for good, say) no longer holds up the others.
struct HeardGroups: Sendable {
    /// The time in which a poll requests all of `lookback` again by default.
    private static let longestSilence = Duration.days(7)
    /// A newer mark is not written again.
    private static let precision = Duration.days(1)

    let store: ReadingStore
    let endpoint: PolledEndpoint
    let now: Timestamp

    /// Records that a group was answered. A group that never was counts from now on.
    func record(_ outcome: GroupOutcome) async throws(StoreError) {
        let last = try await time(of: outcome.group)
        if let last {
            let isYoung = last <= now && now - last < Self.precision
            guard outcome.results.contains(.ok), !isYoung else { return }
        }
        try await store.marks.record(.heard, endpoint: endpoint.rawValue, group: outcome.group, at: now)
    }

    /// Returns true if a group has got no answer for so long that others no longer wait for it.
    func isSilent(_ group: String) async throws(StoreError) -> Bool {
        guard let last = try await time(of: group) else { return false }
        return now - last > Self.longestSilence
    }

    private func time(of group: String) async throws(StoreError) -> Timestamp? {
        try await store.marks.time(of: .heard, endpoint: endpoint.rawValue, group: group)
    }
}
