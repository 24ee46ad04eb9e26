package import Ground
import Polling
import Synchronization

/// The state at one moment from which scrapes, the status page and `/-/ready` are answered. ``SnapshotLoop`` builds it,
/// and it never changes afterwards.
package struct Snapshot: Sendable {
    /// The readings' families as bytes, for ``ScrapeRenderer``.
    package let families: RenderedFamilies
    /// The same by customer groups; nil before the first build.
    let groups: GroupFamilies?
    /// The input of the families and the page; nil before the first build.
    package let input: SnapshotInput?
    /// True once readings are stored or a poll has succeeded.
    package let isReady: Bool
    /// The time that building took.
    package let buildDuration: Duration

    /// Creates the snapshot before anything is read.
    package init() {
        families = RenderedFamilies()
        groups = nil
        input = nil
        isReady = false
        buildDuration = .zero
    }

    init(
        families: RenderedFamilies, groups: GroupFamilies? = nil, input: SnapshotInput? = nil, isReady: Bool = false,
        buildDuration: Duration = .zero
    ) {
        self.families = families
        self.groups = groups
        self.input = input
        self.isReady = isReady
        self.buildDuration = buildDuration
    }

    /// Returns the same snapshot with another phase of one poll loop.
    func with(turn: PollTurn, of endpoint: PolledEndpoint) -> Snapshot {
        guard var input else { return self }
        input.polls[endpoint]?.turn = turn
        return Snapshot(
            families: families, groups: groups, input: input, isReady: isReady, buildDuration: buildDuration)
    }

    /// The time from which the snapshot is out of date by the clock alone; nil before the first build.
    package var nextChange: Timestamp? { input?.nextChange }
}

/// The newest snapshot, behind one lock and swapped as a whole: no request waits for a build.
package final class PublishedSnapshot: Sendable {
    // Held only while references are copied, never while building, rendering or sending.
    private let held: Mutex<Snapshot>

    /// Creates a holder; its snapshot is empty until the first one is built.
    package init(_ snapshot: Snapshot = Snapshot()) {
        held = Mutex(snapshot)
    }

    /// The newest snapshot; it stays complete for its reader.
    package var current: Snapshot { held.withLock { $0 } }

    /// The bytes for a scrape, and the time that their build took. A scrape takes only these, so that it never has to
    /// release the whole input.
    package var scraped: (families: RenderedFamilies, buildDuration: Duration) {
        held.withLock { ($0.families, $0.buildDuration) }
    }

    /// The newest snapshot's families by customer groups.
    var groups: GroupFamilies? { held.withLock { $0.groups } }

    /// True once readings are stored or a poll has succeeded.
    package var isReady: Bool { held.withLock { $0.isReady } }

    /// Publishes a snapshot: every request that begins after this call is answered from it.
    func publish(_ new: Snapshot) {
        // The old one is released after the lock.
        _ = held.withLock { current in
            let old = current
            current = new
            return old
        }
    }
}
