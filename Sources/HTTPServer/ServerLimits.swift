/// Every limit that the server puts on its clients, with its default. All are checked for each connection.
package struct ServerLimits: Sendable {
    /// Connections open at a time. One more is accepted all the same: the one longest without a complete request goes.
    package var connections = 512
    /// Bytes of a request's head: request line, header fields and line ends together.
    package var headBytes = 8 * 1024
    /// Header fields in one request, trailers included.
    package var headerFields = 100
    /// Bytes of a request's body, after removal of the chunked coding.
    package var bodyBytes = 64 * 1024
    /// From the first byte of a request to its last.
    package var requestTime: Duration = .seconds(10)
    /// Without a request, on a connection where nothing is owed.
    package var idleTime: Duration = .seconds(75)
    /// Without the client taking one byte of an answer that waits for it.
    package var writeStallTime: Duration = .seconds(30)
    /// Until the client has taken the answers that wait for it, however steadily it takes them.
    package var answerTime: Duration = .seconds(300)
    /// After the last answer's end, for the client to take it and close (RFC 9112 section 9.6).
    package var lingerTime: Duration = .seconds(2)
    /// From the start of a graceful shutdown until the connections that still have answers to send are closed.
    package var shutdownGrace: Duration = .seconds(5)
    /// Requests of one connection that wait for their answers; further ones are not read meanwhile.
    package var pipelinedRequests = 16
    /// Connections that the kernel completes before they are accepted; the kernel's own limit may be lower.
    package var backlog = 4096
    /// Bytes that the kernel keeps of what a client sent and nobody read yet.
    package var receiveBufferBytes = 64 * 1024

    /// The defaults.
    package init() {}
}
