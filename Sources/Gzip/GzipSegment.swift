/// A run of bytes in deflate form, from which gzip members are put together without compressing again.
///
/// It ends in a full flush, on a byte boundary and with no reference to what came before, so that any segments in
/// any order make one deflate stream (zlib.h, `Z_FULL_FLUSH`).
package struct GzipSegment: Sendable {
    /// Raw deflate blocks, none of them the last of a stream.
    package let deflated: [UInt8]
    /// Of the bytes before compression.
    package let checksum: GzipChecksum

    /// Compresses a run of bytes.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    package init(_ bytes: [UInt8], level: Int32 = 6) throws(GzipError) {
        deflated = try Deflater.deflate(bytes, level: level, end: .flush)
        checksum = GzipChecksum(of: bytes)
    }
}
