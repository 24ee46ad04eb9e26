import Exposition
import Synchronization

/// What requests are answered from: swapped as a whole, so that no request waits for the next one to be made.
package final class PublishedSnapshot: Sendable {
    /// The part for the routes that are not the metrics.
    struct State: Sendable {
        /// Whether there is something to serve.
        var isReady = false
        /// How long the newest snapshot took to build.
        var buildDuration = Duration.zero
    }

    /// The readings' families, for ``ScrapeRenderer``.
    package let families = SnapshotHolder()
    private let held = Mutex(State())
    // Apart from the state, so that a scrape never holds it, and never has to let all of it go.
    private let heldInput = Mutex<SnapshotInput?>(nil)

    package init() {}

    /// - Parameter start: when the building began.
    /// - Throws: `RenderedFamilies.Failure` or `GzipError`; what was published before then stays.
    func publish(_ new: [MetricFamily], of input: SnapshotInput, isReady: Bool, since start: ContinuousClock.Instant)
        throws
    {
        families.publish(try RenderedFamilies(new))
        let state = State(isReady: isReady, buildDuration: ContinuousClock.now - start)
        held.withLock { $0 = state }
        // The old one is let go after the lock is.
        _ = heldInput.withLock { current in
            let old = current
            current = input
            return old
        }
    }

    var state: State { held.withLock { $0 } }

    /// What the snapshot was made of, for the status page; nil before the first.
    var input: SnapshotInput? { heldInput.withLock { $0 } }
}
