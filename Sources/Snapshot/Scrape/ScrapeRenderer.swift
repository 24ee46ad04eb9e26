package import Exposition
import Gzip
package import NIOCore
import Synchronization

/// Answers scrapes: the snapshot's bytes, then a short tail that is written for each scrape (process, server and API
/// counters), then the format's end.
///
/// It waits for nothing. Its allocations depend on the tail and the number of families, not on the number of series.
///
/// ```swift
/// let negotiated = ContentNegotiation(accept: [request.accept], acceptEncoding: [request.acceptEncoding])
/// let answer = renderer.answer(negotiated, names: [])
/// ```
package final class ScrapeRenderer: Sendable {
    private let published: PublishedSnapshot
    private let tail: ScrapeTail
    /// The part of the tail that changes rarely, as last compressed.
    private let compressed = Mutex<[ExpositionFormat: (text: [UInt8], segment: GzipSegment)]>([:])

    /// - Parameter published: the holder of the newest snapshot.
    package init(_ published: PublishedSnapshot, tail: ScrapeTail) {
        self.published = published
        self.tail = tail
    }

    /// - Parameters:
    ///   - negotiated: format and compression.
    ///   - names: the values of `name[]`; empty for all families. A name that no family has selects nothing.
    package func answer(_ negotiated: ContentNegotiation, names: [String] = []) -> ScrapeAnswer {
        let names = Set(names)
        let (current, buildDuration) = published.scraped
        let tail = tail.text(beside: current, buildDuration, names: names, format: negotiated.format)
        return answer(negotiated, [current], names: names, tail: tail)
    }

    /// Answers with only the lines that belong to a meter of some customer groups, or to the groups.
    ///
    /// - Parameter groups: names of groups, at least one.
    /// - Throws: ``UnknownGroup``, or what ``RenderedFamilies/init(_:)`` throws.
    package func answer(
        _ negotiated: ContentNegotiation, groups: [String], names: [String] = []
    ) async throws -> ScrapeAnswer {
        guard let families = published.groups else { throw UnknownGroup(name: groups.first ?? "") }
        let pieces = try await families.pieces(of: Set(groups))
        let tail = ScrapeTail.Text(settled: [], moving: negotiated.format.end)
        return answer(negotiated, pieces, names: Set(names), tail: tail)
    }

    private func answer(
        _ negotiated: ContentNegotiation, _ pieces: [RenderedFamilies], names: Set<String>, tail: ScrapeTail.Text
    ) -> ScrapeAnswer {
        let format = negotiated.format
        if negotiated.gzip {
            let selection = ScrapeSelection(pieces, names: names, deflated: true)
            // zlib fails only for lack of memory, and the plain answer needs none.
            if let end = try? memberEnd(after: selection, tail, format) {
                let parts = [ScrapeRenderer.gzipHeader] + selection.buffers + [ByteBuffer(bytes: end)]
                return ScrapeAnswer(headers: Self.headers(format, isGzip: true), parts: parts)
            }
        }
        var parts = ScrapeSelection(pieces, names: names, deflated: false).buffers
        let end = tail.settled + tail.moving
        if !end.isEmpty { parts.append(ByteBuffer(bytes: end)) }
        return ScrapeAnswer(headers: Self.headers(format, isGzip: false), parts: parts)
    }

    /// Returns the bytes of a gzip member after the snapshot's segments.
    private func memberEnd(
        after selection: ScrapeSelection, _ tail: ScrapeTail.Text, _ format: ExpositionFormat
    ) throws -> [UInt8] {
        guard !tail.settled.isEmpty else { return GzipMember.closing(after: selection.checksum, tail: tail.moving) }
        let settled = try segment(of: tail.settled, format)
        var checksum = selection.checksum
        checksum.append(settled.checksum)
        return settled.deflated + GzipMember.closing(after: checksum, tail: tail.moving)
    }

    /// Compresses a text, unless it is the same as last time.
    private func segment(of text: [UInt8], _ format: ExpositionFormat) throws -> GzipSegment {
        if let last = compressed.withLock({ $0[format] }), last.text == text { return last.segment }
        let segment = try GzipSegment(text)
        compressed.withLock { $0[format] = (text, segment) }
        return segment
    }

    private static func headers(_ format: ExpositionFormat, isGzip: Bool) -> [(name: String, value: String)] {
        var headers = [(name: "Content-Type", value: format.contentType)]
        if isGzip { headers.append(("Content-Encoding", "gzip")) }
        headers.append(("Vary", "Accept, Accept-Encoding"))
        return headers
    }

    private static let gzipHeader = ByteBuffer(bytes: GzipMember.header)
}

/// A scrape's answer: headers, and a body in parts that share the snapshot's memory.
package struct ScrapeAnswer: Sendable {
    /// `Content-Type`, `Content-Encoding` if compressed, `Vary`. The server adds `Content-Length` and the rest.
    package let headers: [(name: String, value: String)]
    /// The body, in order.
    package let parts: [ByteBuffer]
}
