package import Exposition
import Gzip
import NIOCore

/// The families of a snapshot as the bytes that every scrape sends: made once, when the data changes.
///
/// All are gauges, whose lines are the same in both formats. Only a `"` in a help text would differ; it becomes `'`.
package struct RenderedFamilies: Sendable {
    /// Why families can not be rendered; each is a mistake in the program.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        /// Counters and histograms have other lines in OpenMetrics than in text; they belong in the tail of a scrape.
        case notGauge(String)
        case twice(String)
        case badName(String)

        package var description: String {
            switch self {
            case .notGauge(let name): "cannot render \(name) in a snapshot: it is not a gauge"
            case .twice(let name): "cannot render \(name) in a snapshot: it stands there twice"
            case .badName(let name): "cannot render \"\(name)\" in a snapshot: it is no name of a metric"
            }
        }
    }

    /// One family's share of the bytes.
    struct Part {
        let name: String
        let plain: Range<Int>
        let deflated: Range<Int>
        let checksum: GzipChecksum
    }

    /// In the order of their names.
    let parts: [Part]
    /// Of all parts together.
    let checksum: GzipChecksum
    /// The families' text, one after the other.
    let plain: ByteBuffer
    /// The same as raw deflate, each family a segment of its own (``GzipSegment``).
    let deflated: ByteBuffer
    private let names: Set<String>

    /// Nothing to serve yet.
    package init() {
        parts = []
        checksum = GzipChecksum()
        plain = ByteBuffer()
        deflated = ByteBuffer()
        names = []
    }

    /// Sorts, renders and compresses; a family without samples is left out. Takes time (some 0.4 s for 100,000
    /// lines), so it does not belong on an event loop.
    ///
    /// - Throws: ``Failure``, or `GzipError` if zlib gets no memory.
    package init(_ families: [MetricFamily]) throws {
        try RenderedFamilies.check(families)
        let encoder = ExpositionEncoder()
        var plain = ByteBuffer()
        var deflated = ByteBuffer()
        var checksum = GzipChecksum()
        var parts: [Part] = []
        var text: [UInt8] = []
        for family in MetricFamily.ordered(families) {
            text.removeAll(keepingCapacity: true)
            encoder.encode(RenderedFamilies.withoutQuotes(family), as: .text, into: &text)
            if text.isEmpty { continue }
            let segment = try GzipSegment(text)
            let plainStart = plain.writerIndex
            let deflatedStart = deflated.writerIndex
            plain.writeBytes(text)
            deflated.writeBytes(segment.deflated)
            checksum.append(segment.checksum)
            parts.append(
                Part(
                    name: family.name, plain: plainStart..<plain.writerIndex,
                    deflated: deflatedStart..<deflated.writerIndex, checksum: segment.checksum))
        }
        self.parts = parts
        self.checksum = checksum
        self.plain = plain
        self.deflated = deflated
        names = Set(parts.map(\.name))
    }

    /// How many bytes a scrape without compression gets from it.
    package var byteCount: Int { plain.readableBytes }

    /// Whether it holds a family that a reader of either format takes for the same as `family`.
    func holds(_ family: MetricFamily) -> Bool {
        names.contains(family.name) || names.contains(family.openMetricsName)
    }

    private static func check(_ families: [MetricFamily]) throws(Failure) {
        var seen: Set<String> = []
        for family in families {
            guard MetricName.isValid(family.name) else { throw .badName(family.name) }
            guard family.kind == .gauge else { throw .notGauge(family.name) }
            guard seen.insert(family.name).inserted else { throw .twice(family.name) }
        }
    }

    private static func withoutQuotes(_ family: MetricFamily) -> MetricFamily {
        guard family.help.contains("\"") else { return family }
        let help = String(family.help.map { $0 == "\"" ? "'" : $0 })
        return MetricFamily(name: family.name, help: help, kind: family.kind, samples: family.samples)
    }
}
