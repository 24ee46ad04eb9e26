package import NIOCore

/// Decides which connections are encrypted, which requests are admitted, and which header fields every answer has.
///
/// Its members are called on an event loop, for each connection and request, so that its settings can change while the
/// server runs. None of them may block.
package protocol RequestGate: Sendable {
    /// The header fields of every answer.
    var fields: AnswerFields { get }
    /// The encryption of new connections; nil for plain HTTP.
    var encryption: (any ConnectionEncryption)? { get }
    /// The answer to requests that are too malformed for ``admit(_:)`` to judge; nil if every client is admitted.
    var refusalOfStrangers: HTTPResponse? { get }
    /// Judges a complete request.
    func admit(_ request: HTTPRequest) -> Admission
}

/// The decision about a request.
package enum Admission: Sendable {
    case admitted
    case refused(HTTPResponse)
    /// A decision that takes time: the refusal, or nil to admit the request. Its task is cancelled when the connection
    /// closes.
    case pending(@Sendable () async -> HTTPResponse?)
}

/// Creates the handlers that encrypt a connection.
package protocol ConnectionEncryption: Sendable {
    /// Creates the handlers for one connection, the one next to the socket first. They report the end of their
    /// handshake by `TLSUserEvent.handshakeCompleted`.
    func makeHandlers() -> [any ChannelHandler]
}

/// The gate of a server that is open to all, in plain HTTP.
package struct OpenGate: RequestGate {
    package var fields: AnswerFields { .standard }
    package var encryption: (any ConnectionEncryption)? { nil }
    package var refusalOfStrangers: HTTPResponse? { nil }

    /// Creates the gate.
    package init() {}

    /// Admits every request.
    package func admit(_ request: HTTPRequest) -> Admission { .admitted }
}
