import NIOCore

/// Bodies of any length that are nearly all blanks: the beginning of valid JSON.
enum BlankStream {
    static let head = #"{"consumptions":[],"next":null"#
    static let tail = "}"

    /// Makes a run of blanks.
    static func blanks(_ count: Int) -> ByteBuffer { ByteBuffer(repeating: UInt8(ascii: " "), count: count) }

    /// Makes an endless gzip stream (RFC 1952) of ``head`` and blanks.
    ///
    /// - Returns: the beginning of the stream, and the bytes to repeat after it: 64 kB that expand to 10 MB.
    static func bomb() -> (beginning: ByteBuffer, rest: ByteBuffer) {
        var bits = BitWriter()
        // One block with fixed Huffman codes that is not the last (RFC 1951, 3.2.3 and 3.2.6).
        bits.put(0b0, count: 1)
        bits.put(0b01, count: 2)
        for byte in head.utf8 + [UInt8(ascii: " ")] { bits.putCode(0x30 + UInt16(byte), count: 8) }
        let beginning = bits.bytes.count
        // Length 258 at distance 1, in 13 bits; eight of them fill 13 bytes, so the bytes repeat from here on.
        for _ in 0..<24 {
            bits.putCode(0b1100_0101, count: 8)
            bits.putCode(0b00000, count: 5)
        }
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        // The byte at `beginning` may still hold bits of the literals; the one after it does not.
        let first = ByteBuffer(bytes: header + bits.bytes[...beginning])
        let period = bits.bytes[beginning + 1..<beginning + 14]
        var rest = ByteBuffer()
        rest.reserveCapacity(13 * 5000)
        for _ in 0..<5000 { rest.writeBytes(period) }
        return (first, rest)
    }
}

/// Packs bits into bytes from the low end, as deflate does.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt32 = 0
    private var pendingCount = 0

    /// Appends a number, low bit first.
    mutating func put(_ value: UInt16, count: Int) {
        pending |= UInt32(value) << UInt32(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Appends a Huffman code, high bit first (RFC 1951, 3.1.1).
    mutating func putCode(_ code: UInt16, count: Int) {
        for bit in (0..<count).reversed() { put((code >> UInt16(bit)) & 1, count: 1) }
    }
}
