import Gzip
import Metering
import NIOCore

extension RenderedFamilies {
    /// What a scrape sends of the snapshot: slices that share the snapshot's memory, and the checksum of their text.
    struct Selection {
        var buffers: [ByteBuffer] = []
        var checksum = GzipChecksum()
    }

    /// All families, or those that `names` selects, in their order; neighbours are one slice.
    ///
    /// - Parameters:
    ///   - names: empty for all.
    ///   - deflated: the segments for a gzip member instead of the text.
    func selection(_ names: Set<String>, deflated isDeflated: Bool) -> Selection {
        let bytes = isDeflated ? deflated : plain
        guard !names.isEmpty else {
            return Selection(buffers: bytes.readableBytes > 0 ? [bytes] : [], checksum: checksum)
        }
        var selection = Selection()
        var ranges: [Range<Int>] = []
        for part in parts where names.contains(part.name) {
            let range = isDeflated ? part.deflated : part.plain
            selection.checksum.append(part.checksum)
            ranges.appendMerging(range)
        }
        selection.buffers = ranges.compactMap { bytes.getSlice(at: $0.lowerBound, length: $0.count) }
        return selection
    }
}
