/// The form of the answer to a scrape, chosen from the request's fields (RFC 9110, section 12.5).
///
/// OpenMetrics is chosen only if it (or `application/*`) is named with a higher weight than text, as Prometheus does.
/// In a tie, without `Accept`, or if neither is acceptable, the answer is text. A malformed element counts as absent.
///
/// ```swift
/// ContentNegotiation(
///     accept: ["application/openmetrics-text;version=1.0.0,text/plain;q=0.5"], acceptEncoding: ["gzip"])
/// // format: .openMetrics, gzip: true
/// ```
package struct ContentNegotiation: Sendable, Hashable {
    /// The format of the answer.
    package let format: ExpositionFormat
    /// True if the answer is compressed.
    package let gzip: Bool

    /// Negotiates the form.
    ///
    /// - Parameters:
    ///   - accept: the values of all `Accept` fields.
    ///   - acceptEncoding: the values of all `Accept-Encoding` fields.
    package init(accept: [String], acceptEncoding: [String]) {
        let accepted = WeightedList(accept).items
        let openMetrics = Self.weight(
            of: "application/openmetrics-text", versions: ["1.0.0", "0.0.1"], in: accepted)
        let text = Self.weight(of: "text/plain", versions: ["0.0.4"], in: accepted)
        format = openMetrics > text ? .openMetrics : .text
        gzip = Self.acceptsGzip(WeightedList(acceptEncoding).items)
    }

    /// Returns the weight of a media type: that of the most specific range that contains it, or 0.
    ///
    /// A range with another version is another type. 0.0.1 is the draft of OpenMetrics 1.0.0, whose readers read both.
    private static func weight(of type: String, versions: [String], in items: [WeightedList.Item]) -> Int {
        let general = type.prefix { $0 != "/" } + "/*"
        var best = (specificity: 0, weight: 0)
        for item in items {
            var specificity: Int
            switch item.name {
            case type: specificity = 3
            case String(general): specificity = 2
            case "*/*": specificity = 1
            default: continue
            }
            if specificity == 3, let version = item.parameters.first(where: { $0.name == "version" })?.value {
                guard versions.contains(version) else { continue }
                specificity = 4
            }
            if (specificity, item.weight) > (best.specificity, best.weight) { best = (specificity, item.weight) }
        }
        return best.weight
    }

    /// Returns true if gzip is acceptable (`x-gzip` is the same, section 8.4.1.3) and at least as welcome as no coding
    /// at all.
    private static func acceptsGzip(_ items: [WeightedList.Item]) -> Bool {
        func weight(_ names: Set<String>) -> Int? {
            items.filter { names.contains($0.name) }.map(\.weight).max()
        }
        let any = weight(["*"])
        let gzip = weight(["gzip", "x-gzip"]) ?? any ?? 0
        // An unnamed `identity` is acceptable, but no reason to send more bytes.
        return gzip > 0 && gzip >= weight(["identity"]) ?? 0
    }
}
