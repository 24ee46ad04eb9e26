import Ground
import SystemPackage

/// The sockets that systemd opened before it started the program (sd_listen_fds(3)).
enum ActivationSockets {
    /// Returns the sockets, which the caller then owns.
    ///
    /// - Throws: ``ListenError`` if there is none, or one is not a listening stream socket.
    static func take() throws(ListenError) -> [FileDescriptor] {
        let sockets = passed(
            processID: SystemCalls.environment("LISTEN_PID"), count: SystemCalls.environment("LISTEN_FDS"))
        guard !sockets.isEmpty else {
            throw ListenError(
                address: "systemd", reason: "systemd has passed no socket",
                remedy: "start the service by its .socket unit, or leave out --web.systemd-socket")
        }
        for (place, socket) in sockets.enumerated() {
            guard socket.isListeningStream else {
                throw ListenError(
                    address: "systemd", reason: "socket \(place + 1) of systemd is not a listening stream socket",
                    remedy: "use ListenStream= and Accept=no in the .socket unit")
            }
            socket.closeOnExec()
        }
        return sockets
    }

    /// Reads systemd's variables of the environment. Variables meant for another process, as left behind by a parent,
    /// are ignored.
    static func passed(processID: String?, count: String?) -> [FileDescriptor] {
        guard let processID, Int32(processID) == SystemCalls.processID, let count = count.flatMap(Int32.init), count > 0
        else { return [] }
        // The standard streams come before them.
        return (3..<(3 + min(count, 1024))).map { FileDescriptor(rawValue: $0) }
    }
}
