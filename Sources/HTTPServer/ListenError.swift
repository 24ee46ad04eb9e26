import NIOCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Why the server can not listen at an address, and what to do.
package struct ListenError: Error, Hashable, CustomStringConvertible {
    /// The address as it was given.
    package let address: String
    /// Why not.
    package let reason: String
    /// What to do about it.
    package let remedy: String

    init(address: String, reason: String, remedy: String) {
        self.address = address
        self.reason = reason
        self.remedy = remedy
    }

    /// One line: address, reason, remedy.
    package var description: String {
        "cannot listen on \"\(address)\": \(reason); \(remedy)"
    }

    /// The error of a system call, in words.
    init(address: ListenAddress, code: CInt) {
        self.address = address.description
        switch code {
        case EADDRINUSE:
            reason = "the port is in use"
            remedy = "stop the process that has it (ss -ltnp names it), or choose another port"
        case EACCES, EPERM:
            reason = "ports below 1024 need a privilege"
            remedy = "choose a port from 1024 up, or grant CAP_NET_BIND_SERVICE"
        case EADDRNOTAVAIL:
            reason = "this machine has no such address"
            remedy = "choose one of its own (ip address lists them), or :\(address.port) for all"
        case EAFNOSUPPORT:
            reason = "this machine has no addresses of that family (IPv6 may be switched off)"
            remedy = "choose an address of the other family"
        case EMFILE, ENFILE:
            reason = "there are too many open files"
            remedy = "raise the limit of open files (ulimit -n, LimitNOFILE=)"
        default:
            reason = String(cString: strerror(code))
            remedy = "choose another address"
        }
    }

    /// Whether the machine lacks the address or its family, as opposed to a fault with the port.
    static func isMissingAddress(_ code: CInt) -> Bool {
        code == EADDRNOTAVAIL || code == EAFNOSUPPORT
    }
}
