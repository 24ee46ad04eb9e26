/// A path and a method that the server serves.
package struct Route: Sendable {
    /// The whole path, decoded, for example `/metrics`.
    package let path: String
    /// The name under which answers are counted: the path without a ``RoutePrefix``.
    let label: String
    /// `GET`, which serves HEAD too, or another method such as `POST`.
    package let method: String
    /// The most requests to it at a time; nil for no limit.
    let limit: RequestLimit?
    /// Creates the reply. It runs on the event loop, so it must not block: slow work belongs into
    /// ``HTTPReply/later(_:)``.
    package let handler: @Sendable (HTTPRequest) -> HTTPReply

    /// Creates a route. Of two with the same path and method the first is served.
    package init(
        path: String, method: String = "GET", limit: RequestLimit? = nil,
        handler: @escaping @Sendable (HTTPRequest) -> HTTPReply
    ) {
        self.init(path: path, label: path, method: method, limit: limit, handler: handler)
    }

    init(
        path: String, label: String, method: String = "GET", limit: RequestLimit? = nil,
        handler: @escaping @Sendable (HTTPRequest) -> HTTPReply
    ) {
        self.path = path
        self.label = label
        self.method = method
        self.limit = limit
        self.handler = handler
    }

    /// Returns the same route at another path.
    func moved(to path: String) -> Route {
        Route(path: path, label: label, method: method, limit: limit, handler: handler)
    }
}

/// The result of a handler: an answer, or the promise of one.
package enum HTTPReply: Sendable {
    /// The answer, written at once; costs no task.
    case ready(HTTPResponse)
    /// An answer that takes time. Its task is cancelled when the connection closes; later requests of the connection
    /// are answered after it.
    case later(@Sendable () async -> HTTPResponse)
}
