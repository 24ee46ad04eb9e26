import Ground
import NIOCore
import NIOPosix
import SystemPackage

/// The file of a Unix domain socket, which only processes of the same user can reach, and only on the same machine.
package struct SocketFile: Sendable, Hashable {
    /// The path of the file.
    package let path: String

    /// Names a file, which need not exist.
    package init(_ path: String) {
        self.path = path
    }

    /// The most bytes of a path that the system takes (unix(7)).
    private static let longest = 107

    /// Makes room for a new socket: removes the file that an ended process has left.
    ///
    /// - Throws: ``ListenError`` where a process still answers, where the file is something else, or the path is too long.
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
        guard await !isAnswered(group: group) else {
            throw ListenError(
                address: path, reason: "another process listens there", remedy: "stop it first", isInUse: true)
        }
        try? SystemCalls.remove(path)
    }

    private func isAnswered(group: any EventLoopGroup) async -> Bool {
        guard let channel = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get() else {
            return false
        }
        try? await channel.close()
        return true
    }

    /// Leaves the socket to its owner alone.
    func restrict() {
        try? SystemCalls.setPermissions(of: path, .ownerReadWrite)
        SystemCalls.giveToOwnerOfFolder(path)
    }

    func remove() {
        try? SystemCalls.remove(path)
    }
}
