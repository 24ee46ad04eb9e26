import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// A server that listens and answers until ``run()`` or ``close()`` ends it. The caller must call one of them.
package struct BoundServer: Service {
    /// The addresses it listens on, one for each socket, with the ports that the system picked.
    package let addresses: [ListenAddress]
    private let server: ServerContext
    private let group: MultiThreadedEventLoopGroup
    private let sockets: [any Channel]
    private let files: [SocketFile]
    private let ending = Ending()

    init(
        addresses: [ListenAddress], server: ServerContext, group: MultiThreadedEventLoopGroup, sockets: [any Channel],
        files: [SocketFile]
    ) {
        self.addresses = addresses
        self.server = server
        self.group = group
        self.sockets = sockets
        self.files = files
    }

    /// Connections open at the moment.
    package var openConnections: Int {
        server.directory.count
    }

    /// Serves until a graceful shutdown, then finishes the answers that are owed, for at most
    /// ``ServerLimits/shutdownGrace``. A cancellation closes everything at once.
    package func run() async throws {
        do {
            try await gracefulShutdown()
            await end(grace: server.limits.shutdownGrace)
        } catch {
            await end(grace: .zero)
        }
    }

    /// Stops as a graceful shutdown does, for callers that run no service group.
    package func close() async {
        await end(grace: server.limits.shutdownGrace)
    }

    private func end(grace: Duration) async {
        await ending.once {
            for socket in sockets {
                try? await socket.close()
            }
            for file in files {
                await file.remove(group: group)
            }
            await closeConnections(grace: TimeAmount(grace))
            server.directory.shutDown()
            try? await group.shutdownGracefully()
        }
    }

    private func closeConnections(grace: TimeAmount) async {
        let channels = server.directory.drain()
        let loop = group.any()
        let closed = EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop)
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(DrainEvent())
        }
        let cut = loop.scheduleTask(in: grace) {
            for channel in channels {
                channel.abort()
            }
        }
        try? await closed.get()
        cut.cancel()
    }
}

/// Runs a closure once, however often it is requested.
private final class Ending: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Runs `body` in a task of its own, since a cancelled one could not wait any more. Later callers wait for the
    /// first.
    func once(_ body: @escaping @Sendable () async -> Void) async {
        let task = task.withLock { task in
            let running = task ?? Task(operation: body)
            task = running
            return running
        }
        await task.value
    }
}
