import Gzip
import Metering
import NIOCore

/// The part of a snapshot that one scrape sends: slices of the snapshot's memory, and the checksum of their text.
struct ScrapeSelection {
    private(set) var buffers: [ByteBuffer] = []
    private(set) var checksum = GzipChecksum()

    /// Selects families, ordered by name.
    ///
    /// - Parameters:
    ///   - pieces: a family that occurs in several is one family; the pieces share no sample.
    ///   - names: empty for all.
    ///   - isDeflated: true for the segments of a gzip member in place of the text.
    init(_ pieces: [RenderedFamilies], names: Set<String>, deflated isDeflated: Bool) {
        if pieces.count == 1, names.isEmpty {
            let bytes = isDeflated ? pieces[0].deflated : pieces[0].plain
            buffers = bytes.readableBytes > 0 ? [bytes] : []
            checksum = pieces[0].checksum
            return
        }
        var runs = Runs(isDeflated: isDeflated)
        for (name, places) in Self.families(pieces) where names.isEmpty || names.contains(name) {
            for (number, place) in places.enumerated() {
                let part = pieces[place.piece].parts[place.part]
                if number == 0 { runs.append(part.head, of: place.piece) }
                runs.append(part.samples, of: place.piece)
            }
        }
        checksum = runs.checksum
        buffers = runs.runs.compactMap { run in
            let bytes = isDeflated ? pieces[run.piece].deflated : pieces[run.piece].plain
            return bytes.getSlice(at: run.range.lowerBound, length: run.range.count)
        }
    }

    private typealias Place = (piece: Int, part: Int)

    /// Returns the parts of each family, ordered by name.
    private static func families(_ pieces: [RenderedFamilies]) -> [(name: String, places: [Place])] {
        var families: [String: [Place]] = [:]
        for (piece, rendered) in pieces.enumerated() {
            for (part, family) in rendered.parts.enumerated() {
                families[family.name, default: []].append((piece, part))
            }
        }
        return families.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Stretches in the order of sending; neighbours are joined.
    private struct Runs {
        let isDeflated: Bool
        var runs: [(piece: Int, range: Range<Int>)] = []
        var checksum = GzipChecksum()

        mutating func append(_ stretch: RenderedFamilies.Stretch, of piece: Int) {
            checksum.append(stretch.checksum)
            let range = isDeflated ? stretch.deflated : stretch.plain
            if let last = runs.last, last.piece == piece, last.range.upperBound == range.lowerBound {
                runs[runs.count - 1].range = last.range.lowerBound..<range.upperBound
            } else {
                runs.append((piece, range))
            }
        }
    }
}
