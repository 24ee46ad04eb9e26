import NIOCore
import Synchronization

/// The open connections of all listening sockets and event loops, with their limit, and the way to reach them at
/// shutdown.
final class ConnectionDirectory: Sendable {
    private struct State {
        var registry: ConnectionRegistry
        var channels: [ConnectionRegistry.ID: any Channel] = [:]
        var nextID: ConnectionRegistry.ID = 0
        var isDraining = false
        var isShutDown = false
    }

    private let state: Mutex<State>

    init(capacity: Int) {
        state = Mutex(State(registry: ConnectionRegistry(capacity: capacity)))
    }

    /// Enters a connection, and closes another if there are too many.
    ///
    /// - Returns: its id, or `nil` if a shutdown has begun and the connection must be closed.
    func add(_ channel: any Channel) -> ConnectionRegistry.ID? {
        let (id, evicted) = state.withLock { state -> (ConnectionRegistry.ID?, (any Channel)?) in
            guard !state.isDraining else { return (nil, nil) }
            let id = state.nextID
            state.nextID += 1
            let evicted = state.registry.add(id).flatMap { state.channels.removeValue(forKey: $0) }
            state.channels[id] = channel
            return (id, evicted)
        }
        evicted?.abort()
        return id
    }

    func requestCompleted(_ id: ConnectionRegistry.ID) {
        state.withLock { $0.registry.requestCompleted(id) }
    }

    func remove(_ id: ConnectionRegistry.ID) {
        state.withLock { state in
            state.registry.remove(id)
            state.channels[id] = nil
        }
    }

    /// Closes the connection that has gone longest without a complete request, to free its file descriptor.
    ///
    /// - Returns: true if there was one.
    func evict() -> Bool {
        let evicted = state.withLock { state in
            state.registry.evict().flatMap { state.channels.removeValue(forKey: $0) }
        }
        evicted?.abort()
        return evicted != nil
    }

    var count: Int {
        state.withLock { $0.registry.count }
    }

    /// Runs `body` unless the event loops are gone, so that a late answer does not reach them.
    func whileOpen(_ body: () -> Void) {
        state.withLock { state in
            if !state.isShutDown {
                body()
            }
        }
    }

    /// Records that the event loops end now.
    func shutDown() {
        state.withLock { $0.isShutDown = true }
    }

    /// Refuses new connections from now on.
    ///
    /// - Returns: the open ones.
    func drain() -> [any Channel] {
        state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
    }
}

/// The event that announces a graceful shutdown to a connection, sent through its pipeline.
struct DrainEvent: Sendable {}
