import Ground

/// The path below which a server's routes lie, if it shares an address with others behind a proxy.
///
/// ```swift
/// let prefix = try RoutePrefix(externalURL: "https://example.org/energy/")
/// prefix.moved(routes)  // `/metrics` is at `/energy/metrics`
/// ```
package struct RoutePrefix: Sendable, Hashable {
    /// The reason that a text is no prefix.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// The path without a slash at its end, such as `/energy`; empty if routes are not moved.
    package let path: String

    /// The prefix that moves nothing.
    package static let none = RoutePrefix(path: "")

    private init(path: String) {
        self.path = path
    }

    /// Reads a path; slashes at its ends may be missing or repeated, and `/` moves nothing.
    ///
    /// - Throws: ``Failure``
    package init(_ text: String) throws(Failure) {
        let segments = text.drop { $0 == "/" }.split(separator: "/", omittingEmptySubsequences: false)
        let named = Array(segments.reversed().drop { $0.isEmpty }.reversed())
        for segment in named {
            guard !segment.isEmpty else { throw Failure(description: "has an empty part") }
            guard segment != ".", segment != ".." else { throw Failure(description: "has a part \(segment)") }
            guard segment.utf8.allSatisfy(Self.isPlain) else {
                throw Failure(description: "has a character other than letters, digits and !$&'()*+,-.:;=@_~")
            }
        }
        path = named.map { "/\($0)" }.joined()
    }

    /// Reads the path of the address under which people reach the server.
    ///
    /// - Throws: ``Failure``
    package init(externalURL text: String) throws(Failure) {
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw Failure(description: "does not begin with http:// or https://")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") })
        else {
            throw Failure(description: authority.isEmpty ? "names no host" : "must name a host without a user")
        }
        let path = rest.dropFirst(authority.count)
        guard !path.contains(where: { "?#".contains($0) }) else {
            throw Failure(description: "has a query or a fragment")
        }
        try self.init(String(path))
    }

    /// Returns true for characters that stand for themselves in a path (RFC 3986 section 3.3), so that a path has only
    /// one spelling.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || "!$&'()*+,-.:;=@_~".utf8.contains(byte)
    }

    /// Returns the routes below the prefix, with their labels unchanged.
    ///
    /// If there is a page at `/`, then `/` and the prefix without a slash at its end lead to it.
    package func moved(_ routes: [Route]) -> [Route] {
        guard !path.isEmpty else { return routes }
        var moved = routes.map { $0.moved(to: path + $0.path) }
        guard routes.contains(where: { $0.path == "/" && $0.method == "GET" }) else { return moved }
        for from in ["/", path] where !moved.contains(where: { $0.path == from }) {
            moved.append(redirect(from: from))
        }
        return moved
    }

    private func redirect(from: String) -> Route {
        let target = "\(path)/"
        return Route(path: from, label: "/") { _ in
            var response = HTTPResponse.text(302, "The page is at \(target)")
            response.headers.append(("Location", target))
            return .ready(response)
        }
    }
}
