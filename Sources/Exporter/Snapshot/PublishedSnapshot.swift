import Exposition
import NIOCore
import Synchronization

/// What requests are answered from: swapped as a whole, so that no request waits for the next one to be made.
package final class PublishedSnapshot: Sendable {
    /// The part for the routes that are not the metrics.
    struct State: Sendable {
        /// The status page.
        var page = ByteBuffer()
        /// Whether there is something to serve.
        var isReady = false
        /// How long the newest snapshot took to build.
        var buildDuration = Duration.zero
    }

    /// The readings' families, for ``ScrapeRenderer``.
    package let families = SnapshotHolder()
    private let held = Mutex(State())

    package init() {}

    /// - Parameter start: when the building began.
    /// - Throws: `RenderedFamilies.Failure` or `GzipError`; what was published before then stays.
    func publish(_ new: [MetricFamily], page: String, isReady: Bool, since start: ContinuousClock.Instant) throws {
        families.publish(try RenderedFamilies(new))
        let state = State(
            page: ByteBuffer(string: page), isReady: isReady, buildDuration: ContinuousClock.now - start)
        held.withLock { $0 = state }
    }

    var state: State { held.withLock { $0 } }
}
