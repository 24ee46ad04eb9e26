import Ground
import NIOCore
import NIOPosix
package import SystemPackage

/// The file of a Unix domain socket, which only processes of the same machine can reach, and only those that may write to
/// it (unix(7)).
package struct SocketFile: Sendable, Hashable {
    /// The path of the file.
    package let path: String
    /// The users that may connect: those whom it lets write.
    package let mode: FilePermissions

    /// Names a file, which need not exist. By default it is for its owner alone.
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

    /// The most bytes of a path that the system takes (unix(7)).
    private static let longest = 107

    /// Makes room for a new socket: removes the file that an ended process has left.
    ///
    /// - Throws: ``ListenError`` if a process still listens, where the file is something else, or the path is too long.
    func prepare(group: any EventLoopGroup) async throws {
        guard path.utf8.count <= Self.longest else {
            throw ListenError(
                address: path, reason: "the path has more than \(Self.longest) bytes", remedy: "choose a shorter one")
        }
        guard let status = try? Stat(FilePath(path), followTargetSymlink: false) else { return }
        guard status.type == .socket else {
            throw ListenError(
                address: path, reason: "there is another file, which is no socket", remedy: "move it away")
        }
        guard await isStale(group: group) else {
            throw ListenError(
                address: path, reason: "another process listens there", remedy: "stop it first", isInUse: true)
        }
        try? SystemCalls.remove(path)
    }

    /// Removes the file, unless another process has put its own in its place. For after the socket is closed.
    func remove(group: any EventLoopGroup) async {
        guard (try? Stat(FilePath(path), followTargetSymlink: false))?.type == .socket, await isStale(group: group)
        else { return }
        try? SystemCalls.remove(path)
    }

    /// Tells a socket that nobody listens at any more. One whose queue is full, or that this user may not connect to, is
    /// alive all the same: only a refused connection says otherwise.
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
