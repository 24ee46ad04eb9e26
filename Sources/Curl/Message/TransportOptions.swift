import Ground
import SystemPackage

/// The settings of a ``CurlClient``'s connections.
package struct TransportOptions: Sendable, Hashable {
    /// The files for TLS.
    package var tls: TLSOptions
    /// The proxy: `http://`, `https://`, `socks4://`, `socks4a://`, `socks5://` or `socks5h://`, with user name and
    /// password if needed; without a scheme it is `http://`.
    ///
    /// nil: the environment decides, as with curl (`http_proxy` in small letters only, `https_proxy`, `HTTPS_PROXY`,
    /// `all_proxy`, `ALL_PROXY`). "": none, whatever the environment says. `no_proxy` and `NO_PROXY` name hosts that
    /// are reached without any proxy, including one given here.
    package var proxy: String?
    /// The Unix domain socket to connect to in place of each URL's host; nil for none.
    package var unixSocket: String?
    /// The header `User-Agent`.
    package var userAgent: String
    /// The longest time for name lookup, connection and TLS handshake together.
    package var connectTimeout: Duration
    /// The most requests to the same host and port at a time, and so its connections. Further ones wait for their turn,
    /// which counts towards ``CurlRequest/timeout``. With HTTP/2 they may share a connection.
    package var maxConnectionsPerHost: Int
    /// The most connections to the same host and port that stay open for the next request.
    package var maxKeptConnections: Int
    /// The age from which no request uses a connection, so that a moved host is noticed.
    package var connectionLifetime: Duration

    /// Creates options that verify against the system's authorities and take the environment's proxy.
    package init(
        tls: TLSOptions = TLSOptions(), proxy: String? = nil, unixSocket: String? = nil,
        userAgent: String = "oresundskraft-exporter",
        connectTimeout: Duration = .seconds(15), maxConnectionsPerHost: Int = 8, maxKeptConnections: Int = 16,
        connectionLifetime: Duration = .seconds(300)
    ) {
        self.tls = tls
        self.proxy = proxy
        self.unixSocket = unixSocket
        self.userAgent = userAgent
        self.connectTimeout = connectTimeout
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxKeptConnections = maxKeptConnections
        self.connectionLifetime = connectionLifetime
    }

    /// Finds the faults at once that would otherwise show only with the first request.
    ///
    /// - Throws: ``CurlError/unreadableFile(role:path:reason:)``, ``CurlError/invalidProxy(reason:)``,
    ///   ``CurlError/invalidHeader(name:reason:)``
    func check() throws(CurlError) {
        try HeaderLines.checkValue(userAgent, of: "User-Agent")
        if let proxy, !proxy.isEmpty { try CurlURL.checkProxy(proxy) }
        try tls.check()
    }
}

extension TransportOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The options without the proxy, whose address may hold a password.
    package var description: String {
        let proxy = proxy.map { $0.isEmpty ? "no proxy" : "a proxy" } ?? "the environment's proxy"
        return "\(userAgent) by \(proxy), connecting within \(connectTimeout)"
    }
    /// The same as ``description``.
    package var debugDescription: String { description }
    /// A mirror without children, which would show the proxy.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The files for TLS, all PEM. Certificate and host name are verified unless ``isVerified`` is false, and TLS is 1.2 or
/// newer.
///
/// The files are read for each new connection: a replaced file counts from the next connection on, while open
/// connections continue until they close.
package struct TLSOptions: Sendable, Hashable {
    /// The trusted authorities, instead of the system's; nil: the system's, or those that the environment names.
    package var caFile: String?
    /// The client's own certificate, with those between it and its authority.
    package var certFile: String?
    /// The key of ``certFile``, not encrypted; nil: it lies in the same file.
    package var keyFile: String?
    /// The name in the handshake, which the server's certificate must have (SNI, RFC 6066 section 3); nil: the URL's
    /// host.
    package var serverName: String?
    /// False if the server's certificate is not verified. A proxy's certificate is verified anyway.
    package var isVerified: Bool
    /// A file and a folder that replace the system's, from the environment's `SSL_CERT_FILE` and `SSL_CERT_DIR`, which
    /// libcurl itself does not know. Each replaces only its kind, as in OpenSSL and Go.
    let environmentFile: String?
    let environmentFolder: String?

    /// Creates options; without any file, the system's authorities are trusted and no certificate is shown.
    ///
    /// - Parameter environment: returns the value of a variable.
    package init(
        caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil, serverName: String? = nil,
        isVerified: Bool = true,
        environment: (String) -> String? = SystemCalls.environment
    ) {
        self.caFile = caFile
        self.serverName = serverName
        self.isVerified = isVerified
        environmentFile = environment("SSL_CERT_FILE")
        environmentFolder = environment("SSL_CERT_DIR")
        self.certFile = certFile
        self.keyFile = keyFile
    }

    fileprivate func check() throws(CurlError) {
        if let keyFile, certFile == nil {
            throw .unreadableFile(role: "client key", path: keyFile, reason: "its client certificate is missing")
        }
        let files = [("CA file", caFile), ("client certificate", certFile), ("client key", keyFile)]
        for case (let role, let path?) in files { try Self.checkReadable(path, role: role) }
    }

    /// Reads a byte, because opening a folder works too.
    private static func checkReadable(_ path: String, role: String) throws(CurlError) {
        func failure(_ reason: String) -> CurlError { .unreadableFile(role: role, path: path, reason: reason) }

        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            defer { try? file.close() }
            let count = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try file.read(into: $0) }
            guard count == 0 else { return }
        } catch {
            throw failure("\(error)")
        }
        throw failure("the file is empty")
    }
}
