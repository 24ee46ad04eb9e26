import NIOCore
import NIOPosix

/// The listening sockets while they are being opened.
struct Listener {
    let group: MultiThreadedEventLoopGroup
    let server: ServerContext
    private(set) var sockets: [any Channel] = []
    private(set) var addresses: [ListenAddress] = []
    private(set) var files: [SocketFile] = []

    init(group: MultiThreadedEventLoopGroup, server: ServerContext) {
        self.group = group
        self.server = server
    }

    /// Opens the sockets of one address.
    ///
    /// - Parameters:
    ///   - address: the address to listen on.
    ///   - all: all addresses of the server.
    /// - Throws: ``ListenError``.
    mutating func listen(on address: ListenAddress, among all: [ListenAddress]) async throws {
        switch address.hostPart {
        case .any, .ipv4, .ipv6, .name: try await listenOnNetwork(address, among: all)
        case .file(let file): try await listen(on: file, as: address)
        case .vsock(let context): try await listenOnVsock(address, context)
        case .systemd: try await takeOver()
        }
    }

    /// Adds a listening socket.
    mutating func add(_ socket: any Channel, _ address: ListenAddress) {
        sockets.append(socket)
        addresses.append(ListenAddress(bound: socket.localAddress, fallback: address))
    }

    mutating func add(_ file: SocketFile) {
        files.append(file)
    }

    func close() async {
        for socket in sockets {
            try? await socket.close()
        }
        for file in files {
            await file.remove(group: group)
        }
    }

    /// Prepares a listening socket, and the connections that it accepts.
    func bootstrap() -> ServerBootstrap {
        let server = server
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(clamping: server.limits.backlog))
            .serverChannelOption(.maxMessagesPerRead, value: 16)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: .init(clamping: server.limits.receiveBufferBytes))
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptGuard(directory: server.directory, logger: server.logger))
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 16_384)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try ConnectionPipeline.configure(channel, server: server)
                }
            }
    }
}

extension ListenAddress {
    /// Creates the address of a bound socket, with its port.
    fileprivate init(bound: SocketAddress?, fallback: ListenAddress) {
        let port = bound?.port ?? fallback.port
        switch (bound, bound?.ipAddress) {
        case (.v4, let host?): self.init(host: .ipv4(host), port: port)
        case (.v6, let host?): self.init(host: .ipv6(host), port: port)
        case (.unixDomainSocket, _):
            // systemd's socket, which has a file of its own; an address of ours keeps its mode.
            guard case .systemd = fallback.hostPart, let path = bound?.pathname, !path.isEmpty else {
                self = fallback
                return
            }
            self.init(host: .file(SocketFile(path)))
        default: self.init(host: fallback.hostPart, port: port)
        }
    }
}
