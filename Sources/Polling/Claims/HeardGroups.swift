import EnergyAPI
import Ground
import ReadingStore

/// Remembers when each customer group was last answered at an endpoint.
///
/// What a group has brought before speaks against what others say, until a poll hears the group again. One that is not heard for
/// a week (its key is refused for good, say) no longer holds the others up.
struct HeardGroups: Sendable {
    /// The time in which all of `lookback` is asked for again by default.
    private static let longestSilence = Duration.days(7)
    /// A mark that is younger is not made anew.
    private static let precision = Duration.days(1)

    let store: ReadingStore
    let endpoint: PolledEndpoint
    let now: Timestamp

    /// Records that a group was answered. One that never was counts from now on.
    func record(_ outcome: GroupOutcome) async throws(StoreError) {
        let last = try await time(of: outcome.group)
        if let last {
            let isYoung = last <= now && now - last < Self.precision
            guard outcome.results.contains(.ok), !isYoung else { return }
        }
        try await store.marks.record(.heard, endpoint: endpoint.rawValue, group: outcome.group, at: now)
    }

    /// Tells if a group has got no answer for so long that it is not waited for.
    func isSilent(_ group: String) async throws(StoreError) -> Bool {
        guard let last = try await time(of: group) else { return false }
        return now - last > Self.longestSilence
    }

    private func time(of group: String) async throws(StoreError) -> Timestamp? {
        try await store.marks.time(of: .heard, endpoint: endpoint.rawValue, group: group)
    }
}
