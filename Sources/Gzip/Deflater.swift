import CZlib

/// Raw deflate (RFC 1951) of one run of bytes: owns zlib's stream for the time of one call.
enum Deflater {
    /// How a run ends.
    enum End {
        /// On a byte boundary, forgetting what came before, so that any other run can follow (`Z_FULL_FLUSH`).
        case flush
        /// With the block that ends the stream (`Z_FINISH`).
        case finish
    }

    static func deflate(
        _ bytes: [UInt8], level: Int32, windowBits: Int32 = 15, memoryLevel: Int32 = 8, end: End
    ) throws(GzipError) -> [UInt8] {
        // zlib remembers where its stream lies and refuses one that has moved, so the stream is no Swift variable.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        // Negative window bits mean raw deflate (zlib.h, deflateInit2).
        let code = czlib_deflateInit2(stream, level, -windowBits, memoryLevel)
        guard code == Z_OK else { throw .zlib(operation: "start to compress", code: code) }
        defer { deflateEnd(stream) }
        return try run(stream, over: bytes, flush: end == .flush ? Z_FULL_FLUSH : Z_FINISH)
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, over bytes: [UInt8], flush: Int32
    ) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        var failure: Int32?
        bytes.withUnsafeBufferPointer { input in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunkSize) { chunk in
                var offset = 0
                repeat {
                    // zlib counts in 32 bits, so that a longer input goes in by parts.
                    let part = min(input.count - offset, maximumPart)
                    stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
                    stream.pointee.avail_in = UInt32(part)
                    offset += part
                    let mode = offset == input.count ? flush : Z_NO_FLUSH
                    repeat {
                        stream.pointee.next_out = chunk.baseAddress
                        stream.pointee.avail_out = UInt32(chunkSize)
                        let code = CZlib.deflate(stream, mode)
                        // Z_BUF_ERROR only says that there was nothing to do.
                        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                            failure = code
                            return
                        }
                        output.append(contentsOf: chunk[..<(chunkSize - Int(stream.pointee.avail_out))])
                    } while stream.pointee.avail_out == 0
                } while offset < input.count
            }
        }
        if let failure { throw .zlib(operation: "compress", code: failure) }
        return output
    }

    private static let chunkSize = 32 * 1024
    private static let maximumPart = 1 << 30
}
