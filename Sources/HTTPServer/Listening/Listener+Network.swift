import NIOCore
import NIOPosix

extension Listener {
    /// Opens the sockets of an address of the network.
    ///
    /// If the machine has IPv6, all addresses of both families share one socket; so does `[::]`, unless another address
    /// needs its port for IPv4. A name gets a socket for each of its addresses on the machine, all with the port of the
    /// first.
    ///
    /// - Parameters:
    ///   - address: the address to listen on.
    ///   - all: all addresses of the server.
    /// - Throws: ``ListenError``.
    mutating func listenOnNetwork(_ address: ListenAddress, among all: [ListenAddress]) async throws {
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
                add(socket, address)
                count += 1
                port = socket.localAddress?.port ?? port
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

    /// Returns true if the socket of `address` must leave IPv4 to another address with the same port.
    static func isIPv6Only(_ address: ListenAddress, among all: [ListenAddress]) -> Bool {
        switch address.hostPart {
        case .any, .ipv4, .file, .vsock, .systemd:
            return false
        case .ipv6, .name:
            return all.contains { other in
                guard other.port == address.port, case .ipv4 = other.hostPart else { return false }
                return true
            }
        }
    }

    private func bind(_ address: SocketAddress, isIPv6Only: Bool) async throws -> any Channel {
        var bootstrap = bootstrap().serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        if address.protocol == .inet6 {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: isIPv6Only ? 1 : 0)
        }
        return try await bootstrap.bind(to: address).get()
    }
}
