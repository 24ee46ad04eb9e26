/// What a handler gives back: the answer, or the promise of one.
package enum HTTPReply: Sendable {
    /// The answer, written at once; costs no task.
    case ready(HTTPResponse)
    /// An answer to wait for. Its task is cancelled when the connection closes. Later requests of the same connection
    /// are answered after it.
    case later(@Sendable () async -> HTTPResponse)
}
