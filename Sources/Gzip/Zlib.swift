import CZlib

/// Helpers for calls of zlib.
enum Zlib {
    /// Bytes of output for which one call has room.
    static let chunkSize = 32 * 1024
    /// The most bytes of input for one call: zlib counts in 32 bits.
    static let longestPart = 1 << 30

    /// Creates an empty stream, which the caller deallocates.
    ///
    /// zlib stores the address of its stream and refuses one that has moved, so the stream is no Swift variable.
    static func makeStream() -> UnsafeMutablePointer<z_stream> {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        return stream
    }
}

/// The reason that compressing failed.
package enum GzipError: Error, Equatable, CustomStringConvertible {
    /// zlib failed for lack of memory; `code` is zlib's.
    case zlib(operation: String, code: Int32)

    /// One line: the attempt and the reason.
    package var description: String {
        switch self {
        case .zlib(let operation, let code): "zlib cannot \(operation): code \(code)"
        }
    }
}
