import CZlib

/// CRC-32 and length of some bytes, as a gzip member's trailer holds them (RFC 1952, section 2.3.1).
package struct GzipChecksum: Sendable, Hashable {
    /// The CRC-32 of the bytes.
    package private(set) var crc32: UInt32 = 0
    /// The number of bytes; the trailer has it modulo 2^32.
    package private(set) var length: UInt64 = 0

    /// Creates the checksum of an empty input.
    package init() {}

    /// Computes the checksum of some bytes.
    package init(of bytes: [UInt8]) { self.init(of: bytes[...]) }

    init(of bytes: ArraySlice<UInt8>) {
        length = UInt64(bytes.count)
        crc32 = bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
    }

    /// Creates a checksum from its parts, for tests of lengths too large to allocate.
    init(crc32: UInt32, length: UInt64) {
        self.crc32 = crc32
        self.length = length
    }

    /// Extends the checksum by the bytes of `next`, without reading them (`crc32_combine` of zlib.h).
    package mutating func append(_ next: GzipChecksum) {
        crc32 = UInt32(
            truncatingIfNeeded: crc32_combine(UInt(crc32), UInt(next.crc32), Int(truncatingIfNeeded: next.length)))
        length += next.length
    }
}
