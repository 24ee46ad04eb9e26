package import Ground
import Polling
import Synchronization

/// All that scrapes, the status page and `/-/ready` are answered from, as of one moment: made by ``SnapshotLoop``, never
/// changed afterwards.
package struct Snapshot: Sendable {
    /// The readings' families as bytes, for ``ScrapeRenderer``.
    package let families: RenderedFamilies
    /// The same by customer groups; nil before the first build.
    let groups: GroupFamilies?
    /// The figures that the families and the page show; nil before the first build.
    package let input: SnapshotInput?
    /// True once readings are stored or a poll has succeeded.
    package let isReady: Bool
    /// The time that building took.
    package let buildDuration: Duration

    /// Creates the snapshot from before anything was read.
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

    /// Returns the same snapshot, but for where one poll loop is in its round.
    func with(turn: PollTurn, of endpoint: PolledEndpoint) -> Snapshot {
        guard var input else { return self }
        input.polls[endpoint]?.turn = turn
        return Snapshot(
            families: families, groups: groups, input: input, isReady: isReady, buildDuration: buildDuration)
    }

    /// When time alone makes it out of date; nil before the first build.
    package var nextChange: Timestamp? { input?.nextChange }
}

/// The newest snapshot, behind one lock and swapped as a whole: no request waits for the next one to be made.
package final class PublishedSnapshot: Sendable {
    // Held only while references are copied, never while building, rendering or sending.
    private let held: Mutex<Snapshot>

    /// Creates a holder; the snapshot is an empty one until the first is built.
    package init(_ snapshot: Snapshot = Snapshot()) {
        held = Mutex(snapshot)
    }

    /// The newest snapshot; it stays whole for whoever has taken it.
    package var current: Snapshot { held.withLock { $0 } }

    /// The bytes for a scrape, and how long the build of their snapshot took. A scrape takes no more than these, so that it
    /// never has to let go of all the figures.
    package var scraped: (families: RenderedFamilies, buildDuration: Duration) {
        held.withLock { ($0.families, $0.buildDuration) }
    }

    /// The newest snapshot's families by customer groups.
    var groups: GroupFamilies? { held.withLock { $0.groups } }

    /// True once readings are stored or a poll has succeeded.
    package var isReady: Bool { held.withLock { $0.isReady } }

    /// Makes a snapshot the newest: every request that begins after this call is answered from it.
    func publish(_ new: Snapshot) {
        // The old one is let go after the lock is.
        _ = held.withLock { current in
            let old = current
            current = new
            return old
        }
    }
}
