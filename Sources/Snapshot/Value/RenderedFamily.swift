import Exposition
import Gzip

/// One family as text, and compressed.
struct RenderedFamily {
    let name: String
    let text: [UInt8]
    /// Bytes of `# HELP` and `# TYPE`.
    let headCount: Int
    let head: GzipSegment
    let samples: GzipSegment

    /// Renders a family; nil if it has no sample.
    init?(_ family: MetricFamily) throws(GzipError) {
        var text: [UInt8] = []
        headCount = ExpositionEncoder().encode(Self.withoutQuotes(family), as: .text, into: &text)
        guard !text.isEmpty else { return nil }
        name = family.name
        self.text = text
        head = try GzipSegment(text[..<headCount])
        samples = try GzipSegment(text[headCount...])
    }

    private static func withoutQuotes(_ family: MetricFamily) -> MetricFamily {
        guard family.help.contains("\"") else { return family }
        let help = String(family.help.map { $0 == "\"" ? "'" : $0 })
        return MetricFamily(name: family.name, help: help, kind: family.kind, samples: family.samples)
    }
}
