/// Where requests go: what follows from scheme and host.
package protocol NetworkAddress {
    /// `http` or `https`.
    var scheme: String { get }
    /// Without the brackets of an IPv6 address.
    var host: String { get }
}

extension NetworkAddress {
    /// Whether what is sent there leaves this machine unencrypted.
    package var isPlainAcrossNetwork: Bool { scheme == "http" && !isLoopback }

    /// Whether it is an address of this machine alone, such as a simulator's.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
