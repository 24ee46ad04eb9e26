import NIOCore
import NIOPosix
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Converts a ``ListenAddress`` to the system's addresses.
enum AddressResolver {
    enum Family {
        case ipv4, ipv6

        var code: CInt {
            switch self {
            case .ipv4: AF_INET
            case .ipv6: AF_INET6
            }
        }
    }

    /// Returns true if a text is a numeric address. An IPv6 address may have a zone (`fe80::1%eth0`).
    static func isNumeric(_ text: String, family: Family) -> Bool {
        let address = family == .ipv6 ? text.prefix { $0 != "%" } : text[...]
        // Room for an address of either family. The module of the type `in6_addr` depends on the headers.
        var bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(family.code, String(address), &bytes) == 1
    }

    /// Returns all addresses of the host, in the resolver's order, each once. Names are looked up on a thread of their
    /// own.
    ///
    /// - Throws: ``ListenError`` if there are none.
    static func resolve(_ address: ListenAddress) async throws -> [SocketAddress] {
        guard let host = address.hostText else {
            return [
                try SocketAddress(ipAddress: "::", port: address.port),
                try SocketAddress(ipAddress: "0.0.0.0", port: address.port),
            ]
        }
        return try await NIOThreadPool.singleton.runIfActive {
            try lookUp(host, for: address)
        }
    }

    private static func lookUp(_ host: String, for address: ListenAddress) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(address.port), &hints, &list)
        guard code == 0 else {
            throw ListenError(
                address: address.description,
                reason: "the host \"\(host)\" has no address (\(String(cString: gai_strerror(code))))",
                remedy: "check the name, or write an address in numbers")
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        for entry in sequence(first: list, next: { $0?.pointee.ai_next }) {
            if let entry, let socketAddress = makeAddress(entry.pointee), !found.contains(socketAddress) {
                found.append(socketAddress)
            }
        }
        return found
    }

    private static func makeAddress(_ info: addrinfo) -> SocketAddress? {
        guard let raw = UnsafeRawPointer(info.ai_addr) else { return nil }
        // The system fills in an address of the size and kind that belong to the family it names.
        switch info.ai_family {
        case AF_INET: return SocketAddress(raw.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: return SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}

// MARK: Sockets that NIO does not open itself

extension SystemPackage.FileDescriptor {
    /// True if this is a stream socket that accepts connections (socket(7): SO_TYPE, SO_ACCEPTCONN).
    var isListeningStream: Bool {
        #if canImport(Glibc)
            let stream = CInt(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        return socketOption(SO_TYPE) == stream && socketOption(SO_ACCEPTCONN) == 1
    }

    private func socketOption(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(rawValue, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }

    /// Closes it in programs that this process may start.
    func closeOnExec() {
        _ = fcntl(rawValue, F_SETFD, FD_CLOEXEC)
    }

    /// Opens a stream socket at the path of a file, which it creates (unix(7)).
    ///
    /// - Parameters:
    ///   - path: the path of the file, at most 107 bytes.
    ///   - permissions: the permissions of the file. It never has more; bits that the process's umask removes are
    ///     restored at once.
    static func openUnixSocket(at path: String, _ permissions: FilePermissions) throws(Errno)
        -> SystemPackage.FileDescriptor
    {
        #if canImport(Glibc)
            let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        #else
            let number = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard number >= 0 else { throw Errno(rawValue: errno) }
        let descriptor = SystemPackage.FileDescriptor(rawValue: number)
        descriptor.closeOnExec()
        // Linux creates the file with the mode that the socket has at that time, less the umask.
        fchmod(number, mode_t(permissions.rawValue))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { throw .fileNameTooLong }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, chmod(path, mode_t(permissions.rawValue)) == 0 else {
            let error = Errno(rawValue: errno)
            try? descriptor.close()
            throw error
        }
        return descriptor
    }
}
