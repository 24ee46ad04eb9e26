/// A path and a method that the server answers.
package struct Route: Sendable {
    /// The whole path, decoded, for example `/metrics`.
    package let path: String
    /// `GET`, which serves HEAD too, or another method such as `POST`.
    package let method: String
    /// Makes the reply. It runs on the event loop, so it must not block; what takes time is for
    /// ``HTTPReply/later(_:)``.
    package let handler: @Sendable (HTTPRequest) -> HTTPReply

    /// A route; of two with the same path and method the first is served.
    package init(path: String, method: String = "GET", handler: @escaping @Sendable (HTTPRequest) -> HTTPReply) {
        self.path = path
        self.method = method
        self.handler = handler
    }
}
