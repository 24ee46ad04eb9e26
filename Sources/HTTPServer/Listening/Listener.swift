import NIOCore
import NIOHTTP1
import NIOPosix
import SystemPackage

/// The listening sockets while they are being opened.
struct Listener {
    let group: MultiThreadedEventLoopGroup
    let server: ServerContext
    private(set) var sockets: [any Channel] = []
    private(set) var addresses: [ListenAddress] = []
    private var file: SocketFile?

    init(group: MultiThreadedEventLoopGroup, server: ServerContext) {
        self.group = group
        self.server = server
    }

    /// Opens the sockets of one address.
    ///
    /// All addresses of both families share one socket where the machine has IPv6; so does `[::]`, unless another
    /// address needs its port for IPv4. A name gets a socket for each of its addresses that the machine has, all with
    /// the port of the first.
    ///
    /// - Parameters:
    ///   - address: the address to listen on.
    ///   - all: all addresses of the server.
    /// - Throws: ``ListenError``.
    mutating func listen(on address: ListenAddress, among all: [ListenAddress]) async throws {
        let isIPv6Only = Self.isIPv6Only(address, among: all)
        var port = address.port
        var missing: ListenError?
        var count = 0
        for var socketAddress in try await AddressResolver.resolve(address) {
            if address.hostPart == .any && count == 1 {
                break  // IPv6 took IPv4 along.
            }
            socketAddress.port = port
            do {
                let socket = try await bind(socketAddress, isIPv6Only: isIPv6Only)
                sockets.append(socket)
                count += 1
                port = socket.localAddress?.port ?? port
                addresses.append(ListenAddress(bound: socket.localAddress, fallback: address))
            } catch let error as IOError where ListenError.isMissingAddress(error.errnoCode) {
                missing = ListenError(address: address, code: error.errnoCode)
            } catch let error as IOError {
                throw ListenError(address: address, code: error.errnoCode)
            }
        }
        if count == 0 {
            throw missing
                ?? ListenError(
                    address: address.description, reason: "the host has no address", remedy: "check the name")
        }
    }

    /// Opens a socket of this machine alone.
    ///
    /// - Throws: ``ListenError``.
    mutating func listen(on file: SocketFile) async throws {
        try await file.prepare(group: group)
        do {
            sockets.append(try await bind(try SocketAddress(unixDomainSocketPath: file.path), isIPv6Only: false))
        } catch let error as IOError {
            throw ListenError(
                address: file.path, reason: "\(Errno(rawValue: error.errnoCode))",
                remedy: "its folder must be one that can be written to and has sockets")
        }
        self.file = file
        file.restrict()
    }

    func close() async {
        for socket in sockets {
            try? await socket.close()
        }
        file?.remove()
    }

    /// Tells whether the socket of `address` must leave IPv4 to another address with the same port.
    static func isIPv6Only(_ address: ListenAddress, among all: [ListenAddress]) -> Bool {
        switch address.hostPart {
        case .any:
            return false
        case .ipv4:
            return false
        case .ipv6, .name:
            return all.contains { other in
                guard other.port == address.port, case .ipv4 = other.hostPart else {
                    return false
                }
                return true
            }
        }
    }

    private func bind(_ address: SocketAddress, isIPv6Only: Bool) async throws -> any Channel {
        let server = server
        var bootstrap = ServerBootstrap(group: group)
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
        if address.protocol != .unix {
            bootstrap = bootstrap.serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        }
        if address.protocol == .inet6 {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: isIPv6Only ? 1 : 0)
        }
        return try await bootstrap.bind(to: address).get()
    }
}

extension ListenAddress {
    /// Creates the address that a socket got, with its port.
    fileprivate init(bound: SocketAddress?, fallback: ListenAddress) {
        let port = bound?.port ?? fallback.port
        switch (bound, bound?.ipAddress) {
        case (.v4, let host?): self.init(host: .ipv4(host), port: port)
        case (.v6, let host?): self.init(host: .ipv6(host), port: port)
        default: self.init(host: fallback.hostPart, port: port)
        }
    }
}
