package import Exposition
import Gzip
package import NIOCore

/// Answers scrapes: the snapshot's bytes as they are, then a short tail that is rendered for each scrape (process,
/// server and API counters), then the format's end.
///
/// It waits for nothing, and what it allocates depends on the tail and the number of families, not on the number of
/// series.
///
/// ```swift
/// let negotiated = ContentNegotiation(accept: [request.accept], acceptEncoding: [request.acceptEncoding])
/// let answer = renderer.answer(negotiated, names: [])
/// ```
package struct ScrapeRenderer: Sendable {
    private let published: PublishedSnapshot
    private let tail: @Sendable (Duration) -> [MetricFamily]

    /// - Parameters:
    ///   - published: whose newest snapshot is served.
    ///   - tail: called once for each scrape. A family of it that the snapshot has too is left out, as no
    ///     family may stand in an exposition twice.
    package init(_ published: PublishedSnapshot, tail: @escaping @Sendable (Duration) -> [MetricFamily]) {
        self.published = published
        self.tail = tail
    }

    /// - Parameters:
    ///   - negotiated: format and compression.
    ///   - names: the values of `name[]`; empty for all families. A name that no family has selects nothing.
    package func answer(_ negotiated: ContentNegotiation, names: [String] = []) -> ScrapeAnswer {
        let format = negotiated.format
        let names = Set(names)
        let (current, buildDuration) = published.scraped
        let tail = tailBytes(beside: current, buildDuration, names: names, format: format)
        if negotiated.gzip {
            let selection = current.selection(names, deflated: true)
            // zlib fails only for want of memory; the plain answer needs none.
            if let closing = try? GzipMember.closing(after: selection.checksum, tail: tail) {
                let parts = [ScrapeRenderer.gzipHeader] + selection.buffers + [ByteBuffer(bytes: closing)]
                return ScrapeAnswer(headers: headers(format, isGzip: true), parts: parts)
            }
        }
        var parts = current.selection(names, deflated: false).buffers
        if !tail.isEmpty { parts.append(ByteBuffer(bytes: tail)) }
        return ScrapeAnswer(headers: headers(format, isGzip: false), parts: parts)
    }

    private func tailBytes(
        beside current: RenderedFamilies, _ buildDuration: Duration, names: Set<String>, format: ExpositionFormat
    ) -> [UInt8] {
        let families = tail(buildDuration).filter { family in
            !current.holds(family) && (names.isEmpty || names.contains { family.isSelected(by: $0) })
        }
        return ExpositionEncoder().encode(families, as: format)
    }

    private func headers(_ format: ExpositionFormat, isGzip: Bool) -> [(name: String, value: String)] {
        var headers = [("Content-Type", format.contentType)]
        if isGzip { headers.append(("Content-Encoding", "gzip")) }
        headers.append(("Vary", "Accept, Accept-Encoding"))
        return headers.map { (name: $0, value: $1) }
    }

    private static let gzipHeader = ByteBuffer(bytes: GzipMember.header)
}

/// A scrape's answer: headers, and a body in parts that share the snapshot's memory.
package struct ScrapeAnswer: Sendable {
    /// `Content-Type`, `Content-Encoding` where there is one, `Vary`. `Content-Length` and the rest are the server's.
    package let headers: [(name: String, value: String)]
    /// The body, in order.
    package let parts: [ByteBuffer]
}
