import CZlib

/// Raw deflate (RFC 1951) of one run of bytes. Owns zlib's stream for the time of one call.
enum Deflater {
    /// The end of a run.
    enum End {
        /// A byte boundary without memory of the bytes before, so that any other run can follow (`Z_FULL_FLUSH`).
        case flush
        /// The block that ends the stream (`Z_FINISH`).
        case finish
    }

    static func deflate(
        _ bytes: ArraySlice<UInt8>, level: Int32, windowBits: Int32 = 15, memoryLevel: Int32 = 8, end: End
    ) throws(GzipError) -> [UInt8] {
        let stream = Zlib.makeStream()
        defer { stream.deallocate() }
        // Negative window bits mean raw deflate (zlib.h, deflateInit2).
        let code = czlib_deflateInit2(stream, level, -windowBits, memoryLevel)
        guard code == Z_OK else { throw .zlib(operation: "start to compress", code: code) }
        defer { deflateEnd(stream) }
        return try run(stream, over: bytes, flush: end == .flush ? Z_FULL_FLUSH : Z_FINISH)
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, over bytes: ArraySlice<UInt8>, flush: Int32
    ) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        var failure: Int32?
        bytes.withUnsafeBufferPointer { input in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Zlib.chunkSize) { chunk in
                var offset = 0
                repeat {
                    let part = min(input.count - offset, Zlib.longestPart)
                    stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
                    stream.pointee.avail_in = UInt32(part)
                    offset += part
                    let mode = offset == input.count ? flush : Z_NO_FLUSH
                    repeat {
                        stream.pointee.next_out = chunk.baseAddress
                        stream.pointee.avail_out = UInt32(Zlib.chunkSize)
                        let code = CZlib.deflate(stream, mode)
                        // Z_BUF_ERROR only says that there was nothing to do.
                        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                            failure = code
                            return
                        }
                        output.append(contentsOf: chunk[..<(Zlib.chunkSize - Int(stream.pointee.avail_out))])
                    } while stream.pointee.avail_out == 0
                } while offset < input.count
            }
        }
        if let failure { throw .zlib(operation: "compress", code: failure) }
        return output
    }
}
