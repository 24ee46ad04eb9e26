package import Polling
import Synchronization

/// An event that can change the snapshot.
package enum SnapshotEvent: Sendable {
    case poll(PollEvent)
    /// A reload brought new settings.
    case settings(SnapshotSettings)
    /// Days that the rules in use lacked are computed.
    case daysMade
    /// The clock passed ``Snapshot/nextChange``.
    case time
}

/// The queue of events to the loop that builds the snapshot, in the order in which they were sent.
package final class SnapshotEvents: Sendable {
    /// An event, with the sender that waits for its snapshot.
    struct Message: Sendable {
        var event: SnapshotEvent
        var waiter: Int?
    }

    private struct State {
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
        var isClosed = false
    }

    /// The messages, for one reader: the loop.
    let messages: AsyncStream<Message>
    private let continuation: AsyncStream<Message>.Continuation
    private let state = Mutex(State())

    /// Creates the queue; events wait in it until a loop reads them.
    package init() {
        (messages, continuation) = AsyncStream.makeStream()
    }

    /// Sends an event without waiting.
    package func send(_ event: SnapshotEvent) {
        continuation.yield(Message(event: event))
    }

    /// Sends an event, and returns once its snapshot can be scraped, or the loop has ended.
    package func publish(_ event: SnapshotEvent) async {
        await withCheckedContinuation { waiting in
            let waiter = state.withLock { state -> Int? in
                guard !state.isClosed else { return nil }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = waiting
                return state.nextWaiter
            }
            guard let waiter else { return waiting.resume() }
            continuation.yield(Message(event: event, waiter: waiter))
        }
    }

    /// Resumes the sender of a message whose snapshot is published.
    func acknowledge(_ message: Message) {
        guard let waiter = message.waiter else { return }
        state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
    }

    /// Accepts no more events. The loop ends once it has handled those sent before.
    package func finish() {
        continuation.finish()
    }

    /// Resumes every sender, now and later, because no loop reads any more.
    func close() {
        finish()
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }
}
