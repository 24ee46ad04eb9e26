package import Exposition
import Gzip
import NIOCore

/// The families of a snapshot as the bytes of every scrape, rendered once, when the data changes.
///
/// All are gauges, whose lines are the same in both formats. Only a `"` in a help text would differ; it becomes `'`.
package struct RenderedFamilies: Sendable {
    /// The reason that families cannot be rendered; each is a mistake in the program.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        /// Counters and histograms have other lines in OpenMetrics than in text, so they belong in the tail of a
        /// scrape.
        case notGauge(String)
        case twice(String)
        case badName(String)

        package var description: String {
            switch self {
            case .notGauge(let name): "cannot render \(name) in a snapshot: it is not a gauge"
            case .twice(let name): "cannot render \(name) in a snapshot: it occurs twice"
            case .badName(let name): "cannot render \"\(name)\" in a snapshot: it is not a metric name"
            }
        }
    }

    /// One family's bytes: its head (`# HELP`, `# TYPE`), and its samples, which can follow another's head.
    struct Part {
        let name: String
        let head: Stretch
        let samples: Stretch
    }

    /// Bytes that are sent together.
    struct Stretch {
        let plain: Range<Int>
        let deflated: Range<Int>
        let checksum: GzipChecksum
    }

    /// In the order of their names.
    let parts: [Part]
    /// The checksum of all parts together.
    let checksum: GzipChecksum
    /// The families' text, one after the other.
    let plain: ByteBuffer
    /// The same as raw deflate, each head and the samples of each family a segment of their own (``GzipSegment``).
    let deflated: ByteBuffer
    private let names: Set<String>

    /// Creates the families of an empty snapshot.
    package init() {
        parts = []
        checksum = GzipChecksum()
        plain = ByteBuffer()
        deflated = ByteBuffer()
        names = []
    }

    /// Renders and compresses families, and orders them by name; one without samples is left out.
    ///
    /// It takes time (about 0.4 s for 100,000 lines), so it does not belong on an event loop.
    ///
    /// - Parameter sections: each is requested after those before it are rendered and released.
    /// - Throws: ``Failure``, or `GzipError` if zlib gets no memory.
    package init(sections: some Sequence<[MetricFamily]>) throws {
        var seen: Set<String> = []
        var rendered: [RenderedFamily] = []
        for families in sections {
            try Self.check(families, &seen)
            for family in families {
                if let family = try RenderedFamily(family) { rendered.append(family) }
            }
        }
        names = Set(rendered.map(\.name))
        rendered.sort { $0.name > $1.name }
        var plain = ByteBuffer()
        var deflated = ByteBuffer()
        plain.reserveCapacity(rendered.reduce(0) { $0 + $1.text.count })
        deflated.reserveCapacity(rendered.reduce(0) { $0 + $1.head.deflated.count + $1.samples.deflated.count })
        var checksum = GzipChecksum()
        var parts: [Part] = []
        // Each is released as soon as its bytes are copied to their final place.
        while let family = rendered.popLast() {
            parts.append(Part(family, at: plain.writerIndex, deflated.writerIndex))
            plain.writeBytes(family.text)
            deflated.writeBytes(family.head.deflated)
            deflated.writeBytes(family.samples.deflated)
            checksum.append(family.head.checksum)
            checksum.append(family.samples.checksum)
        }
        self.parts = parts
        self.checksum = checksum
        self.plain = plain
        self.deflated = deflated
    }

    /// Renders families that exist already.
    ///
    /// - Throws: ``Failure``, or `GzipError` if zlib gets no memory.
    package init(_ families: [MetricFamily]) throws {
        try self.init(sections: CollectionOfOne(families))
    }

    /// The size of an uncompressed scrape in bytes.
    package var byteCount: Int { plain.readableBytes }

    /// Returns true if a family here has a name that a reader of either format would confuse with `family`'s.
    func holds(_ family: any ScrapedFamily) -> Bool {
        names.contains(family.name) || names.contains(family.openMetricsName)
    }

    private static func check(_ families: [MetricFamily], _ seen: inout Set<String>) throws(Failure) {
        for family in families {
            guard MetricName.isValid(family.name) else { throw .badName(family.name) }
            guard family.kind == .gauge else { throw .notGauge(family.name) }
            guard seen.insert(family.name).inserted else { throw .twice(family.name) }
        }
    }
}

extension RenderedFamilies.Part {
    fileprivate init(_ family: RenderedFamily, at plain: Int, _ deflated: Int) {
        let middle = (plain: plain + family.headCount, deflated: deflated + family.head.deflated.count)
        self.init(
            name: family.name,
            head: RenderedFamilies.Stretch(
                plain: plain..<middle.plain, deflated: deflated..<middle.deflated, checksum: family.head.checksum),
            samples: RenderedFamilies.Stretch(
                plain: middle.plain..<plain + family.text.count,
                deflated: middle.deflated..<middle.deflated + family.samples.deflated.count,
                checksum: family.samples.checksum))
    }
}
