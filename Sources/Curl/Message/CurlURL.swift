import CCurl

/// A URL to request, parsed by libcurl itself, so that no other parser can disagree with libcurl.
struct CurlURL {
    /// The URL as it was given.
    let text: String
    /// `host`, or `host:port` if the URL names a port: safe to show.
    let authority: String
    /// The host, an IPv6 address in brackets.
    let host: String
    /// The port; empty if the URL names none.
    let port: String
    /// True for `https://`.
    let isHTTPS: Bool

    /// - Throws: ``CurlError/invalidURL(reason:)``, without the URL's text.
    init(_ text: String) throws(CurlError) {
        guard let handle = curl_url() else { throw .unavailable(reason: "out of memory") }
        defer { curl_url_cleanup(handle) }

        // A NUL would cut the text short in C; libcurl's versions differ in what else they refuse.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .invalidURL(reason: "contains a blank or a control character")
        }
        let result = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard result == CURLUE_OK else {
            throw .invalidURL(reason: "cannot be read: \(String(cString: ccurl_url_error(result)))")
        }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: handle), ["http", "https"].contains(scheme) else {
            throw .invalidURL(reason: "is neither http:// nor https://")
        }
        // libcurl accepts `http:/host` and `http:///host` too.
        let rest = text.dropFirst(scheme.count)
        guard rest.hasPrefix("://"), !rest.hasPrefix(":///"), let host = Self.part(CURLUPART_HOST, of: handle) else {
            throw .invalidURL(reason: "names no host")
        }
        guard Self.part(CURLUPART_USER, of: handle) == nil, Self.part(CURLUPART_PASSWORD, of: handle) == nil
        else {
            throw .invalidURL(reason: "contains a user name or password: give them as the authentication")
        }
        self.text = text
        self.host = host
        isHTTPS = scheme == "https"
        let port = Self.part(CURLUPART_PORT, of: handle)
        self.port = port ?? ""
        authority = port.map { "\(host):\($0)" } ?? host
    }

    /// Returns the URL with another host.
    ///
    /// - Throws: ``CurlError/invalidURL(reason:)``
    func text(withHost name: String) throws(CurlError) -> String {
        guard let handle = curl_url() else { throw .unavailable(reason: "out of memory") }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_HOST, name, 0) == CURLUE_OK,
            let changed = Self.part(CURLUPART_URL, of: handle)
        else { throw .invalidURL(reason: "cannot have the host \(name)") }
        return changed
    }

    /// Returns a part of the URL; nil if it has none.
    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &value, 0) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }
}

extension CurlURL {
    /// Checks that an address can be a proxy's.
    ///
    /// - Throws: ``CurlError/invalidProxy(reason:)``, without the address: it may hold a password.
    static func checkProxy(_ address: String) throws(CurlError) {
        guard let handle = curl_url() else { throw .unavailable(reason: "out of memory") }
        defer { curl_url_cleanup(handle) }

        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .invalidProxy(reason: "contains a blank or a control character")
        }
        // libcurl treats a proxy without a scheme as http, and knows the schemes of SOCKS only for proxies.
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)
        let result = curl_url_set(handle, CURLUPART_URL, address, flags)
        guard result == CURLUE_OK else {
            throw .invalidProxy(reason: "cannot be read: \(String(cString: ccurl_url_error(result)))")
        }
        let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
        guard let scheme = part(CURLUPART_SCHEME, of: handle), schemes.contains(scheme) else {
            throw .invalidProxy(reason: "has none of the schemes \(schemes.joined(separator: ", "))")
        }
        guard let host = part(CURLUPART_HOST, of: handle), !host.isEmpty else {
            throw .invalidProxy(reason: "names no host")
        }
    }
}
