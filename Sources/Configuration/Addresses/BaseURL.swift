/// A base address for paths: http or https, without user, password, query and fragment.
package struct BaseURL: NetworkAddress, Sendable, Equatable {
    /// The whole address, without slashes at its end.
    package let text: String
    /// The scheme: `http` or `https`.
    package let scheme: String
    /// The host, without the brackets of an IPv6 address.
    package let host: String
    /// The port; nil stands for the scheme's own.
    package let port: Int?

    /// The address of Öresundskraft's API.
    package static let production = BaseURL(
        text: "https://oows.oresundskraft.se/ConsumptionExternal", scheme: "https", host: "oows.oresundskraft.se",
        port: nil)

    private init(text: String, scheme: String, host: String, port: Int?) {
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// Reads an address.
    ///
    /// - Throws: ``URLFault``, which never quotes the address: a password or a key may be in it.
    package init(_ text: String) throws(URLFault) {
        let parts = try URLParts(text, schemes: ["https", "http"])
        guard parts.userInfo == nil else {
            throw URLFault("must not contain a user or a password; `api.headers` can carry an Authorization header")
        }
        guard !parts.path.contains("?"), !parts.path.contains("#") else {
            throw URLFault("must not have a query (`?`) or a fragment (`#`)")
        }
        var path = parts.path[...]
        while path.last == "/" { path.removeLast() }
        self.init(
            text: "\(parts.scheme)://\(parts.authority)\(path)", scheme: parts.scheme, host: parts.host,
            port: parts.port)
    }
}

/// An address of requests, by its scheme and host.
package protocol NetworkAddress {
    /// The scheme: `http` or `https`.
    var scheme: String { get }
    /// The host, without the brackets of an IPv6 address.
    var host: String { get }
}

extension NetworkAddress {
    /// True if requests leave this machine unencrypted.
    package var isPlainAcrossNetwork: Bool { scheme == "http" && !isLoopback }

    /// True if the address is this machine's own, such as a simulator's.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
