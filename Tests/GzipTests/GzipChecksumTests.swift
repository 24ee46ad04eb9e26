import Testing

@testable import Gzip

struct GzipChecksumTests {
    // The check value that every description of this CRC gives.
    @Test func theChecksumOfTheDigitsIsTheKnownOne() {
        #expect(GzipChecksum(of: Array("123456789".utf8)).crc32 == 0xCBF4_3926)
        #expect(GzipChecksum(of: []) == GzipChecksum())
    }

    @Test(arguments: [0, 1, 4, 9])
    func theChecksumsOfTwoHalvesCombineToThatOfTheWhole(cut: Int) {
        let digits = Array("123456789".utf8)
        var checksum = GzipChecksum(of: Array(digits[..<cut]))
        checksum.append(GzipChecksum(of: Array(digits[cut...])))
        #expect(checksum == GzipChecksum(of: digits))
    }

    @Test func theTrailerHoldsTheLengthModulo2To32() {
        var checksum = GzipChecksum(crc32: 0x0102_0304, length: 0xFFFF_FFFF)
        var trailer: [UInt8] = []
        GzipMember.appendTrailer(checksum, to: &trailer)
        #expect(trailer == [4, 3, 2, 1, 0xFF, 0xFF, 0xFF, 0xFF])
        checksum.append(GzipChecksum(of: [0, 0]))
        #expect(checksum.length == 0x1_0000_0001)
        trailer = []
        GzipMember.appendTrailer(checksum, to: &trailer)
        #expect(trailer.suffix(4) == [1, 0, 0, 0])
    }
}
