package import Ground

/// The address of a proxy. Its user and password are never shown.
package struct ProxyURL: Sendable, Equatable {
    /// The address with user and password, as libcurl takes it (CURLOPT_PROXY).
    package let address: Secret
    /// The address without them.
    package let shown: String
    /// True if the address holds a user or a password.
    package let hasPassword: Bool

    /// Reads a proxy's address.
    ///
    /// - Throws: ``URLFault``, which never quotes the address.
    package init(_ text: String) throws(URLFault) {
        let parts = try URLParts(text, schemes: ["http", "https", "socks5", "socks5h"])
        guard parts.path.isEmpty || parts.path == "/" else {
            throw URLFault("a proxy has no path: end after the host and port")
        }
        let userInfo = parts.userInfo.map { "\($0)@" } ?? ""
        address = Secret("\(parts.scheme)://\(userInfo)\(parts.authority)")
        hasPassword = parts.userInfo != nil
        shown = "\(parts.scheme)://\(parts.authority)"
    }
}
