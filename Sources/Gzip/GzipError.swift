/// Why something could not be compressed or decompressed.
package enum GzipError: Error, Equatable, CustomStringConvertible {
    /// The input is not one whole gzip member; `reason` is zlib's word on it.
    case malformed(reason: String)
    /// More than `limit` bytes would have come out.
    case tooLarge(limit: Int)
    /// zlib failed for another reason than its input, for want of memory; `code` is zlib's.
    case zlib(operation: String, code: Int32)

    package var description: String {
        switch self {
        case .malformed(let reason): "cannot decompress gzip data: \(reason)"
        case .tooLarge(let limit): "cannot decompress gzip data: it is larger than the limit of \(limit) bytes"
        case .zlib(let operation, let code): "zlib cannot \(operation): code \(code)"
        }
    }
}
