package import NIOCore

/// A scrape's answer: headers, and a body in parts that share the snapshot's memory.
package struct ScrapeAnswer: Sendable {
    /// `Content-Type`, `Content-Encoding` where there is one, `Vary`. `Content-Length` and the rest are the server's.
    package let headers: [(name: String, value: String)]
    /// The body, in order.
    package let parts: [ByteBuffer]

    /// The body's length in bytes.
    package var contentLength: Int { parts.reduce(0) { $0 + $1.readableBytes } }
}
