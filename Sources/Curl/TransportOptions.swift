/// How a ``CurlClient`` connects.
package struct TransportOptions: Sendable, Hashable {
    package var tls: TLSOptions
    /// `http://`, `https://`, `socks4://`, `socks4a://`, `socks5://` or `socks5h://`, with user name and password where
    /// it needs them; without a scheme it is `http://`.
    ///
    /// nil: the environment decides, as curl's users know it (`http_proxy` in small letters only, `https_proxy`,
    /// `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`). "": none, whatever the environment says. `no_proxy` and `NO_PROXY` name
    /// the hosts that are reached without a proxy, also without the one given here.
    package var proxy: String?
    package var userAgent: String
    /// The longest for name lookup, connection and TLS handshake together.
    package var connectTimeout: Duration
    /// Requests to the same host and port that are under way at a time, and so its connections. Further ones wait for their
    /// turn, which counts into ``CurlRequest/timeout``. With HTTP/2 they may share a connection.
    package var maxConnectionsPerHost: Int
    /// Connections that stay open for the next request, all hosts together.
    package var maxKeptConnections: Int

    package init(
        tls: TLSOptions = TLSOptions(), proxy: String? = nil, userAgent: String = "oresundskraft-exporter",
        connectTimeout: Duration = .seconds(15), maxConnectionsPerHost: Int = 8, maxKeptConnections: Int = 16
    ) {
        self.tls = tls
        self.proxy = proxy
        self.userAgent = userAgent
        self.connectTimeout = connectTimeout
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxKeptConnections = maxKeptConnections
    }
}

extension TransportOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the proxy, whose address may hold a password.
    package var description: String {
        let proxy = proxy.map { $0.isEmpty ? "no proxy" : "a proxy" } ?? "the environment's proxy"
        return "\(userAgent) by \(proxy), connecting within \(connectTimeout)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
