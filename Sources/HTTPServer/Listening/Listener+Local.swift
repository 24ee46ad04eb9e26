import Ground
import NIOCore
import NIOPosix
import SystemPackage

extension Listener {
    /// Opens a Unix domain socket.
    ///
    /// - Throws: ``ListenError``.
    mutating func listen(on file: SocketFile, as address: ListenAddress) async throws {
        try await file.prepare(group: group)
        do {
            // NIO would remove the file at the end, even if another process had replaced it; it does not for a socket
            // that it is given.
            let socket = try FileDescriptor.openUnixSocket(at: file.path, file.mode)
            add(file)
            SystemCalls.giveToOwnerOfFolder(file.path)
            add(try await bootstrap().withBoundSocket(socket.rawValue).get(), address)
        } catch let error as Errno {
            throw ListenError(
                address: file.path, reason: "\(error)",
                remedy: "its folder must be writable and support sockets")
        }
    }

    /// Opens a socket between virtual machines and their host.
    ///
    /// - Throws: ``ListenError``.
    mutating func listenOnVsock(_ address: ListenAddress, _ context: UInt32?) async throws {
        let place = VsockAddress(
            cid: context.map(VsockAddress.ContextID.init(rawValue:)) ?? .any, port: VsockAddress.Port(address.port))
        do {
            add(try await bootstrap().bind(to: place).get(), address)
        } catch let error as IOError {
            throw ListenError(vsock: address, code: error.errnoCode)
        }
    }

    /// Takes over the sockets that systemd has opened.
    ///
    /// - Throws: ``ListenError``.
    mutating func takeOver() async throws {
        for socket in try ActivationSockets.take() {
            do {
                add(try await bootstrap().withBoundSocket(socket.rawValue).get(), .systemd)
            } catch let error as IOError {
                throw ListenError(
                    address: "systemd", reason: "\(Errno(rawValue: error.errnoCode))",
                    remedy: "look at the .socket unit")
            }
        }
    }
}
