import Synchronization

/// The snapshot that scrapes are answered from, swapped as a whole; safe to use from any thread.
package final class SnapshotHolder: Sendable {
    // Held only while a few references are copied, never while rendering or sending.
    private let rendered: Mutex<RenderedFamilies>

    package init(_ rendered: RenderedFamilies = RenderedFamilies()) {
        self.rendered = Mutex(rendered)
    }

    /// The newest snapshot; it stays whole for who has taken it.
    package var current: RenderedFamilies { rendered.withLock { $0 } }

    /// Every scrape that begins after this call is answered from `new`.
    package func publish(_ new: RenderedFamilies) {
        // The old bytes are let go after the lock is.
        _ = rendered.withLock { current in
            let old = current
            current = new
            return old
        }
    }
}
