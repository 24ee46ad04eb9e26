/// One gzip member (RFC 1952) made of ready segments and a tail.
///
/// It is one member, not several: curl and others refuse or ignore the bytes after the first.
package enum GzipMember {
    /// The first bytes of a member: deflate, no name, no time, made on Unix.
    package static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

    /// Returns the end of a member after its segments: the tail, uncompressed, in the last blocks, and the trailer.
    ///
    /// - Parameters:
    ///   - segments: the checksum of all segments, in their order.
    ///   - tail: not compressed, because this runs at each scrape, and compressing some kilobytes takes longer than
    ///     everything else.
    package static func closing(after segments: GzipChecksum, tail: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tail.count + 32)
        appendStored(tail, to: &bytes)
        var checksum = segments
        checksum.append(GzipChecksum(of: tail))
        appendTrailer(checksum, to: &bytes)
        return bytes
    }

    /// Appends blocks without compression, the last of which ends the stream (RFC 1951, section 3.2.4).
    private static func appendStored(_ content: [UInt8], to bytes: inout [UInt8]) {
        let longest = 0xFFFF
        var rest = content[...]
        repeat {
            let block = rest.prefix(longest)
            rest = rest.dropFirst(longest)
            let length = UInt16(block.count)
            bytes.append(rest.isEmpty ? 1 : 0)
            for number in [length, ~length] {
                bytes.append(UInt8(truncatingIfNeeded: number))
                bytes.append(UInt8(truncatingIfNeeded: number >> 8))
            }
            bytes.append(contentsOf: block)
        } while !rest.isEmpty
    }

    /// Returns a whole member: header, segments, tail, trailer.
    package static func join(_ segments: [GzipSegment], tail: [UInt8] = []) -> [UInt8] {
        var checksum = GzipChecksum()
        var bytes = header
        for segment in segments {
            checksum.append(segment.checksum)
            bytes += segment.deflated
        }
        return bytes + closing(after: checksum, tail: tail)
    }

    /// Appends CRC-32 and length modulo 2^32, each in four bytes, lowest first.
    static func appendTrailer(_ checksum: GzipChecksum, to bytes: inout [UInt8]) {
        for value in [checksum.crc32, UInt32(truncatingIfNeeded: checksum.length)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
    }
}

/// Compresses bytes to one gzip member.
///
/// - Parameter level: 1 (fast) to 9 (small).
package func gzip(_ bytes: [UInt8], level: Int32 = 6) throws(GzipError) -> [UInt8] {
    var member = GzipMember.header
    member += try Deflater.deflate(bytes[...], level: level, end: .finish)
    GzipMember.appendTrailer(GzipChecksum(of: bytes), to: &member)
    return member
}

/// A run of bytes in deflate form, from which gzip members are assembled without compressing again.
///
/// It ends in a full flush, on a byte boundary and with no reference to the bytes before, so that any segments in any
/// order make one deflate stream (zlib.h, `Z_FULL_FLUSH`).
package struct GzipSegment: Sendable {
    /// Raw deflate blocks, none of them the last of a stream.
    package let deflated: [UInt8]
    /// The checksum of the bytes before compression.
    package let checksum: GzipChecksum

    /// Compresses a run of bytes.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    package init(_ bytes: [UInt8], level: Int32 = 6) throws(GzipError) { try self.init(bytes[...], level: level) }

    /// Compresses a part of an array.
    package init(_ bytes: ArraySlice<UInt8>, level: Int32 = 6) throws(GzipError) {
        deflated = try Deflater.deflate(bytes, level: level, end: .flush)
        checksum = GzipChecksum(of: bytes)
    }
}
