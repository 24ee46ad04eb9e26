import CZlib

/// The common ground of compressing and decompressing with zlib.
enum Zlib {
    /// Bytes of output that one call makes room for.
    static let chunkSize = 32 * 1024
    /// The most bytes of input for one call: zlib counts in 32 bits.
    static let longestPart = 1 << 30

    /// Makes an empty stream, which the caller deallocates.
    ///
    /// zlib remembers where its stream lies and refuses one that has moved, so the stream is no Swift variable.
    static func makeStream() -> UnsafeMutablePointer<z_stream> {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        return stream
    }
}

/// The reason that compressing or decompressing failed.
package enum GzipError: Error, Equatable, CustomStringConvertible {
    /// The input is not one whole gzip member; `reason` is zlib's own.
    case malformed(reason: String)
    /// More than `limit` bytes would have come out.
    case tooLarge(limit: Int)
    /// zlib failed for another reason than its input, for want of memory; `code` is zlib's.
    case zlib(operation: String, code: Int32)

    /// One line: the attempt and the reason.
    package var description: String {
        switch self {
        case .malformed(let reason): "cannot decompress gzip data: \(reason)"
        case .tooLarge(let limit): "cannot decompress gzip data: it is larger than the limit of \(limit) bytes"
        case .zlib(let operation, let code): "zlib cannot \(operation): code \(code)"
        }
    }
}
