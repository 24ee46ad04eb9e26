/// Where a page's `next` leads, in each form that the API may use (`api-contract.md`, "what `next` holds").
enum NextLink: Equatable {
    /// A number: the next `offset`.
    case offset(UInt64)
    /// A URL's path (nil for the request's own) and query; its origin has been found to be ours.
    case page(path: String?, query: QueryString)
    /// A URL on another scheme, host or port: only its query is used, and the text names where it pointed.
    case foreign(String, query: QueryString)
    /// Nothing that can be followed.
    case odd

    /// - Parameters:
    ///   - text: what `next` holds, not empty.
    ///   - endpoint: what was asked, whose origin is the only one that a request goes to.
    init(_ text: String, endpoint: Endpoint) {
        if let offset = UInt64(text) {
            self = .offset(offset)
            return
        }
        // A fragment is never sent. What is a blank or a control character cannot be a URL.
        let link = text.prefix { $0 != "#" }
        guard !link.isEmpty, link.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" })
        else {
            self = .odd
            return
        }
        let question = link.firstIndex(of: "?")
        let query = QueryString(sanitizing: question.map { link[link.index(after: $0)...] } ?? "")
        let front = link[..<(question ?? link.endIndex)]
        if let scheme = front.firstRange(of: "://") {
            self = NextLink.absolute(front, authority: scheme.upperBound, query, endpoint)
        } else if front.hasPrefix("//") {
            // A network-path reference (RFC 3986, section 4.2): our scheme, its host.
            let whole = endpoint.origin.prefix { $0 != ":" } + ":" + front
            let authority = whole.firstRange(of: "://")?.upperBound ?? whole.endIndex
            self = NextLink.absolute(whole[...], authority: authority, query, endpoint)
        } else if front.hasPrefix("/") {
            self = .page(path: NextLink.sanitized(front), query: query)
        } else if front.isEmpty {
            self = .page(path: nil, query: query)
        } else if question != nil, !front.contains(":") {
            // Relative to the request's URL: its last segment is replaced (RFC 3986, section 5.2.3).
            let folder = endpoint.path[...(endpoint.path.lastIndex(of: "/") ?? endpoint.path.startIndex)]
            self = .page(path: NextLink.sanitized(folder + front), query: query)
        } else {
            self = .odd
        }
    }

    private static func absolute(
        _ link: Substring, authority: Substring.Index, _ query: QueryString, _ endpoint: Endpoint
    ) -> NextLink {
        let pathStart = link[authority...].firstIndex(of: "/") ?? link.endIndex
        let origin = link[..<pathStart]
        if normalized(origin) == normalized(endpoint.origin[...]) {
            return .page(path: sanitized(link[pathStart...]), query: query)
        }
        guard !query.text.isEmpty, ["http", "https"].contains(link.prefix { $0 != ":" }.lowercased()) else {
            return .odd
        }
        return .foreign(String(origin.prefix(100)), query: query)
    }

    /// In lower case, without the port that the scheme has by default.
    private static func normalized(_ origin: Substring) -> String {
        let text = origin.lowercased()
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where text.hasPrefix(scheme) {
            return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
        }
        return text
    }

    private static func sanitized(_ path: some StringProtocol) -> String {
        QueryString(sanitizing: path.isEmpty ? "/" : String(path)).text.replacing("?", with: "%3F")
    }
}
