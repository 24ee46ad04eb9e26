/// Finds the route for a request.
struct RouteTable: Sendable {
    /// The result for a method and a path.
    enum Match: Sendable {
        case route(Route)
        /// The path with that label is known, but not the method; `allow` is the value of the `Allow` field (RFC 9110
        /// section 15.5.6).
        case methodNotAllowed(path: String, allow: String)
        case notFound
    }

    /// The label of every path without a route, in ``HTTPServer``'s `onResponse`.
    static let otherPath = "other"

    private let routes: [String: [Route]]

    init(_ routes: [Route]) {
        self.routes = Dictionary(grouping: routes, by: \.path)
    }

    func match(method: String, path: String) -> Match {
        guard let candidates = routes[path] else { return .notFound }
        let wanted = method == "HEAD" ? "GET" : method
        if let route = candidates.first(where: { $0.method == wanted || $0.method == method }) {
            return .route(route)
        }
        return .methodNotAllowed(path: candidates[0].label, allow: Self.allow(candidates))
    }

    /// The methods of all routes, for `OPTIONS *`.
    var allMethods: String {
        Self.allow(routes.values.flatMap(\.self))
    }

    private static func allow(_ routes: [Route]) -> String {
        var methods = Set(routes.map(\.method))
        if methods.contains("GET") {
            methods.insert("HEAD")
        }
        return methods.sorted().joined(separator: ", ")
    }
}

extension RouteTable.Match {
    /// The route's label, or ``RouteTable/otherPath``.
    var pathLabel: String {
        switch self {
        case .route(let route): route.label
        case .methodNotAllowed(let path, _): path
        case .notFound: RouteTable.otherPath
        }
    }

    /// The answer if there is no route; `nil` if there is one.
    var refusal: HTTPResponse? {
        switch self {
        case .route:
            return nil
        case .methodNotAllowed(_, let allow):
            var response = HTTPResponse.text(405, "405 Method Not Allowed: this path serves \(allow)")
            response.headers.append(("Allow", allow))
            return response
        case .notFound:
            return .text(404, "404 Not Found: there is nothing at this path")
        }
    }
}
