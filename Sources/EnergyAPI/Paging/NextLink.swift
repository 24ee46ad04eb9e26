/// The target of a page's `next`, in each form that the API may use (`docs/api.md`, "Paging").
enum NextLink: Equatable {
    /// A number: the next `offset`.
    case offset(UInt64)
    /// A URL or path of our own method. Only its query is used: links made by a backend lack the gateway's base path.
    case query(QueryString)
    /// The same on another scheme, host or port, which the text names.
    case foreign(String, query: QueryString)
    /// Anything that cannot be followed.
    case odd

    /// - Parameters:
    ///   - text: the content of `next`, not empty.
    ///   - endpoint: the requested endpoint, the only address that requests go to.
    init(_ text: String, endpoint: Endpoint) {
        if let offset = Self.offset(text) {
            self = .offset(offset)
            return
        }
        // A fragment is never sent. A URL has no blanks or control characters.
        let link = text.prefix { $0 != "#" }
        guard let question = link.firstIndex(of: "?"),
            link.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" })
        else {
            self = .odd
            return
        }
        let query = QueryString(sanitizing: link[link.index(after: question)...])
        let front = link[..<question]
        guard !query.text.isEmpty, let address = Self.split(front, endpoint),
            address.path.isEmpty && address.origin == nil || endpoint.isMethod(address.path)
        else {
            self = .odd
            return
        }
        guard let origin = address.origin, normalized(origin) != normalized(endpoint.origin) else {
            self = .query(query)
            return
        }
        self = .foreign(String(origin.prefix(100)), query: query)
    }

    /// Reads a whole number, which some APIs write as `500.0`.
    private static func offset(_ text: String) -> UInt64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" }) else {
            return nil
        }
        return UInt64(parts[0])
    }

    /// Returns the origin of a link (nil if it is ours) and its path. Nil if the link is not http.
    private static func split(_ front: Substring, _ endpoint: Endpoint) -> (origin: String?, path: Substring)? {
        let absolute: Substring
        if front.hasPrefix("//") {
            // A network-path reference (RFC 3986, section 4.2): our scheme, its host.
            absolute = endpoint.origin.prefix { $0 != ":" } + ":" + front
        } else if front.contains("://") {
            absolute = front
        } else {
            // A colon before the first slash means another scheme.
            return front.prefix { $0 != "/" }.contains(":") ? nil : (nil, front)
        }
        guard let authority = absolute.firstRange(of: "://")?.upperBound,
            ["http", "https"].contains(absolute.prefix { $0 != ":" }.lowercased())
        else { return nil }
        let pathStart = absolute[authority...].firstIndex(of: "/") ?? absolute.endIndex
        return (String(absolute[..<pathStart]), absolute[pathStart...])
    }
}

/// Returns an origin in lower case, without its scheme's default port.
private func normalized(_ origin: String) -> String {
    let text = origin.lowercased()
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where text.hasPrefix(scheme) {
        return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
    }
    return text
}
