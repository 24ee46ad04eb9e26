import NIOCore
import SystemPackage

/// The reason that the server cannot listen on an address, and the remedy.
package struct ListenError: Error, Hashable, CustomStringConvertible {
    /// The address as it was given.
    package let address: String
    /// The reason, as in `the port is in use`.
    package let reason: String
    /// The advice to the operator.
    package let remedy: String
    /// True if another process has the address.
    package let isInUse: Bool

    init(address: String, reason: String, remedy: String, isInUse: Bool = false) {
        self.address = address
        self.reason = reason
        self.remedy = remedy
        self.isInUse = isInUse
    }

    /// One line: address, reason, remedy.
    package var description: String {
        "cannot listen on \"\(address)\": \(reason); \(remedy)"
    }

    /// Describes the error of a system call.
    init(address: ListenAddress, code: CInt) {
        self.address = address.description
        isInUse = Errno(rawValue: code) == .addressInUse
        switch Errno(rawValue: code) {
        case .addressInUse:
            reason = "the port is in use"
            remedy =
                "stop the process that has it (ss -ltnp names it), or choose another port with --web.listen-address"
        case .permissionDenied, .notPermitted:
            reason = "ports below 1024 need a privilege"
            remedy = "choose a port from 1024 up, or grant CAP_NET_BIND_SERVICE"
        case .addressNotAvailable:
            reason = "this machine has no such address"
            remedy = "choose one of its own (ip address lists them), or :\(address.port) for all"
        case .addressFamilyNotSupported:
            reason = "this machine has no addresses of that family (IPv6 may be switched off)"
            remedy = "choose an address of the other family"
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
            reason = "there are too many open files"
            remedy = "raise the limit of open files (ulimit -n, LimitNOFILE=)"
        default:
            reason = "\(Errno(rawValue: code))"
            remedy = "choose another address"
        }
    }

    /// Describes the error of a system call about vsock.
    init(vsock address: ListenAddress, code: CInt) {
        switch Errno(rawValue: code) {
        case .addressFamilyNotSupported:
            self.init(
                address: address.description, reason: "this kernel has no vsock",
                remedy: "load its module (vmw_vsock_virtio_transport in a virtual machine, vhost_vsock on its host)")
        case .addressNotAvailable:
            self.init(
                address: address.description, reason: "this machine has no such context",
                remedy: "leave it out to listen on all: vsock://:\(address.port)")
        case .addressInUse:
            self.init(
                address: address.description, reason: "the port is in use",
                remedy: "stop the process that has it (ss --vsock -lp names it), or choose another port",
                isInUse: true)
        default:
            self.init(address: address, code: code)
        }
    }

    /// Returns true if the machine lacks the address or its family, rather than the port being at fault.
    static func isMissingAddress(_ code: CInt) -> Bool {
        [.addressNotAvailable, .addressFamilyNotSupported].contains(Errno(rawValue: code))
    }
}
