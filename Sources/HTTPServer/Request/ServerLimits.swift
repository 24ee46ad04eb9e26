/// The server's limits on its clients, with their defaults. All are checked for each connection.
package struct ServerLimits: Sendable {
    /// Connections open at a time. One more is still accepted, and the one that has gone longest without a complete
    /// request is closed.
    package var connections = 512
    /// Bytes of a request's head: request line, header fields and line ends together.
    package var headBytes = 8 * 1024
    /// Header fields in one request, trailers included.
    package var headerFields = 100
    /// Bytes of a request's body, after removal of the chunked coding.
    package var bodyBytes = 64 * 1024
    /// Time until the encryption of a connection is agreed upon.
    package var handshakeTime: Duration = .seconds(10)
    /// Time from the first byte of a request to its last.
    package var requestTime: Duration = .seconds(10)
    /// Time without a request, on a connection without owed answers.
    package var idleTime: Duration = .seconds(75)
    /// Time in which the client accepts no byte of a waiting answer.
    package var writeStallTime: Duration = .seconds(30)
    /// Time until the client has accepted the waiting answers, however steadily it reads.
    package var answerTime: Duration = .seconds(300)
    /// Time after the last answer's end for the client to take it and close (RFC 9112 section 9.6).
    package var lingerTime: Duration = .seconds(2)
    /// Time from the start of a graceful shutdown until the connections that still have answers to send are closed.
    package var shutdownGrace: Duration = .seconds(5)
    /// Requests of one connection that may wait for their answers; no further ones are read meanwhile.
    package var pipelinedRequests = 16
    /// Connections that the kernel completes before they are accepted; the kernel's own limit may be lower.
    package var backlog = 4096
    /// Received bytes of a connection that the kernel keeps until they are read.
    package var receiveBufferBytes = 64 * 1024

    /// Creates the default limits.
    package init() {}
}
