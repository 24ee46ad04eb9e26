/// A path and a method that the server answers.
package struct Route: Sendable {
    /// The whole path, decoded, for example `/metrics`.
    package let path: String
    /// `GET`, which serves HEAD too, or another method such as `POST`.
    package let method: String
    /// Makes the reply. It runs on the event loop, so it must not block: slow work belongs into
    /// ``HTTPReply/later(_:)``.
    package let handler: @Sendable (HTTPRequest) -> HTTPReply

    /// Creates a route. Of two with the same path and method the first is served.
    package init(path: String, method: String = "GET", handler: @escaping @Sendable (HTTPRequest) -> HTTPReply) {
        self.path = path
        self.method = method
        self.handler = handler
    }
}

/// The result of a handler: an answer, or the promise of one.
package enum HTTPReply: Sendable {
    /// The answer, written at once; costs no task.
    case ready(HTTPResponse)
    /// An answer to wait for. Its task is cancelled when the connection closes; later requests of the connection are
    /// answered after it.
    case later(@Sendable () async -> HTTPResponse)
}
