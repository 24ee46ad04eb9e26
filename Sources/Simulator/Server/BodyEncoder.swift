import Gzip
import NIOCore

/// Compresses the pieces of a body into one gzip member, or leaves them unchanged.
struct BodyEncoder {
    let compresses: Bool
    private var checksum = GzipChecksum()
    private var hasBegun = false

    init(compresses: Bool) { self.compresses = compresses }

    /// Encodes the next piece for sending.
    ///
    /// - Throws: `GzipError` if memory has run out.
    mutating func encode(_ piece: ByteBuffer, isLast: Bool) throws -> ByteBuffer {
        guard compresses else { return piece }
        // The fastest level, as a gateway that compresses on the fly uses.
        let segment = try GzipSegment(Array(piece.readableBytesView), level: 1)
        checksum.append(segment.checksum)
        var encoded = ByteBuffer()
        if !hasBegun { encoded.writeBytes(GzipMember.header) }
        hasBegun = true
        encoded.writeBytes(segment.deflated)
        if isLast { encoded.writeBytes(GzipMember.closing(after: checksum, tail: [])) }
        return encoded
    }

    /// Returns true if a request's `Accept-Encoding` allows gzip (RFC 9110, 12.5.3).
    static func allowsGzip(_ accepted: String?) -> Bool {
        guard let accepted else { return false }
        return accepted.split(separator: ",").contains { element in
            let parts = element.lowercased().split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let isRefused = parts.dropFirst().contains { Double($0.dropFirst(2)) == 0 && $0.hasPrefix("q=") }
            return ["gzip", "x-gzip", "*"].contains(parts.first ?? "") && !isRefused
        }
    }
}
