import Ground
import NIOCore
import NIOPosix
package import SystemPackage

/// The file of a Unix domain socket. Only processes of the same machine can reach it, and only those with the right to
/// write to it (unix(7)).
package struct SocketFile: Sendable, Hashable {
    /// The path of the file.
    package let path: String
    /// The mode; users with the right to write may connect.
    package let mode: FilePermissions

    /// Names a file, which need not exist. By default only its owner may connect.
    package init(_ path: String, mode: FilePermissions = .ownerReadWrite) {
        self.path = path
        self.mode = mode
    }

    /// The file as an address of ``ListenAddress``.
    var address: String {
        guard mode != .ownerReadWrite else { return "unix://\(path)" }
        let digits = String(mode.rawValue, radix: 8)
        return "unix://\(path)?mode=\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
    }

    /// The most bytes of a path that the system accepts (unix(7)).
    private static let longest = 107

    /// Removes the file that an ended process has left, to make room for a new socket.
    ///
    /// - Throws: ``ListenError`` if a process still listens, if the file is something else, or if the path is too long.
    func prepare(group: any EventLoopGroup) async throws {
        guard path.utf8.count <= Self.longest else {
            throw ListenError(
                address: path, reason: "the path has more than \(Self.longest) bytes", remedy: "choose a shorter one")
        }
        guard let status = try? Stat(FilePath(path), followTargetSymlink: false) else { return }
        guard status.type == .socket else {
            throw ListenError(
                address: path, reason: "a file that is not a socket is there", remedy: "move it away")
        }
        guard await isStale(group: group) else {
            throw ListenError(
                address: path, reason: "another process listens there", remedy: "stop it first", isInUse: true)
        }
        try? SystemCalls.remove(path)
    }

    /// Removes the file after the socket is closed, unless another process has replaced it.
    func remove(group: any EventLoopGroup) async {
        guard (try? Stat(FilePath(path), followTargetSymlink: false))?.type == .socket, await isStale(group: group)
        else { return }
        try? SystemCalls.remove(path)
    }

    /// Returns true if nobody listens at the socket any more. A socket whose queue is full, or to which this user may
    /// not connect, is alive: only a refused connection shows otherwise.
    private func isStale(group: any EventLoopGroup) async -> Bool {
        do {
            let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
            try? await channel.close()
            return false
        } catch let error as IOError {
            return [.connectionRefused, .noSuchFileOrDirectory].contains(Errno(rawValue: error.errnoCode))
        } catch {
            return false
        }
    }
}
