/// An address under which paths are put: http or https, without user, password, query and fragment.
package struct BaseURL: NetworkAddress, Sendable, Equatable {
    /// The whole address, without slashes at its end.
    package let text: String
    /// `http` or `https`.
    package let scheme: String
    /// Without the brackets of an IPv6 address.
    package let host: String
    /// nil: the scheme's own.
    package let port: Int?

    /// The API as Öresundskraft runs it.
    package static let production = BaseURL(
        text: "https://oows.oresundskraft.se/ConsumptionExternal", scheme: "https", host: "oows.oresundskraft.se",
        port: nil)

    private init(text: String, scheme: String, host: String, port: Int?) {
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// - Throws: ``URLFault``, which never quotes the address: a password or a key may be in it.
    package init(_ text: String) throws(URLFault) {
        let parts = try URLParts(text, schemes: ["https", "http"])
        guard parts.userInfo == nil else {
            throw URLFault("must not hold a user or a password; `api.headers` can carry an Authorization header")
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
