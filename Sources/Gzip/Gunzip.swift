import CZlib

/// Decompresses one whole gzip member, with its checksum checked.
///
/// - Parameter limit: the most bytes that may come out.
/// - Throws: ``GzipError/malformed(reason:)`` also for a truncated member and for bytes after its end (a second
///   member), ``GzipError/tooLarge(limit:)`` as soon as more than `limit` bytes have come out.
package func gunzip(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    let stream = Zlib.makeStream()
    defer { stream.deallocate() }
    // 16 more than the window bits mean gzip, and nothing else (zlib.h, inflateInit2).
    let start = czlib_inflateInit2(stream, 16 + 15)
    guard start == Z_OK else { throw .zlib(operation: "start to decompress", code: start) }
    defer { inflateEnd(stream) }

    var output: [UInt8] = []
    var rest = bytes[...]
    var code = Z_OK
    while code == Z_OK {
        let part = rest.prefix(Zlib.longestPart)
        let used = part.withUnsafeBufferPointer { input in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Zlib.chunkSize) { chunk in
                stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = chunk.baseAddress
                stream.pointee.avail_out = UInt32(Zlib.chunkSize)
                code = inflate(stream, Z_NO_FLUSH)
                output.append(contentsOf: chunk[..<(Zlib.chunkSize - Int(stream.pointee.avail_out))])
                return input.count - Int(stream.pointee.avail_in)
            }
        }
        rest = rest.dropFirst(used)
        guard output.count <= limit else { throw .tooLarge(limit: limit) }
    }
    switch code {
    case Z_STREAM_END where rest.isEmpty: return output
    case Z_STREAM_END: throw .malformed(reason: "\(rest.count) bytes follow the end")
    case Z_BUF_ERROR: throw .malformed(reason: "it ends too early")
    case Z_DATA_ERROR, Z_NEED_DICT:
        throw .malformed(reason: stream.pointee.msg.map { String(cString: $0) } ?? "code \(code)")
    default: throw .zlib(operation: "decompress", code: code)
    }
}
