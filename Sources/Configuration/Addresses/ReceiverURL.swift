package import Ground

/// The address of a receiver of samples: http or https with a path, without user, password and fragment.
package struct ReceiverURL: NetworkAddress, Sendable, Equatable {
    /// The address as written; its query may be secret.
    package let address: Secret
    /// The address without its query.
    package let shown: String
    /// Host and port.
    package let authority: String
    /// The host, without the brackets of an IPv6 address.
    package let host: String
    /// The scheme: `http` or `https`.
    package let scheme: String

    /// Reads a receiver's address.
    ///
    /// - Throws: ``URLFault``, which never quotes the address.
    package init(_ text: String) throws(URLFault) {
        let parts = try URLParts(text, schemes: ["https", "http"])
        guard parts.userInfo == nil else {
            throw URLFault("must not contain a user name or a password: give `basic_auth`")
        }
        guard !parts.path.contains("#") else { throw URLFault("must not have a fragment (`#`)") }
        let path = parts.path.prefix { $0 != "?" }
        guard path.count > 1 else {
            throw URLFault("has no path: Prometheus receives at /api/v1/write, Mimir at /api/v1/push")
        }
        address = Secret(text)
        shown = "\(parts.scheme)://\(parts.authority)\(path)"
        authority = parts.authority
        host = parts.host
        scheme = parts.scheme
    }
}
