import Curl
import Ground
import Metering

/// Which page to ask for next: the rules of paging without a socket (`api-contract.md`).
///
/// ```swift
/// var walk = PageWalk(endpoint: endpoint, query: query, pageSize: 0)
/// var url: String? = walk.firstURL
/// while let asked = url { url = try walk.url(after: page(asked)) }
/// ```
struct PageWalk {
    /// No walk that ends is longer; what is, runs in a circle that looks new each time.
    static let mostPages = 100_000

    private let endpoint: Endpoint
    private let pageSize: Int
    private let secrets: [Secret]
    /// The current page's query and path.
    private var query: QueryString
    private var path: String
    private var seenURLs: Set<String> = []
    private var seen = SeenReadings()
    /// True while the page was not announced by a `next`, only by the one before it being full.
    private(set) var isProbing = false
    /// What the log should know: a `next` on another host.
    private(set) var warning: String?

    /// - Parameter secrets: kept out of errors that quote the answer.
    init(endpoint: Endpoint, query: QueryString, pageSize: Int, secrets: [Secret] = []) {
        self.endpoint = endpoint
        self.query = query
        self.pageSize = pageSize
        self.secrets = secrets
        path = endpoint.path
        seenURLs.insert(url)
    }

    var firstURL: String { endpoint.url(query) }

    /// - Returns: the URL of the next page; nil where the page was the last.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` where `next` cannot be followed.
    mutating func url(after page: DecodedPage<some PagedBatch>) throws(APIError) -> String? {
        warning = nil
        // Only a walk that may have to look beyond a full page needs to know.
        let isNew = pageSize == 0 || page.batch.note(in: &seen)
        let wasProbing = isProbing
        isProbing = false
        switch page.next {
        case .odd: throw APIError(.invalid, "the answer's \"next\" is neither a text nor a number")
        case .text(let text): try follow(text)
        case .end:
            let isFull = pageSize > 0 && (page.objectCount >= pageSize || page.readingCount >= pageSize)
            guard isFull, isNew || !wasProbing else { return nil }
            isProbing = true
            query.set("offset", to: String((UInt64(query.value(of: "offset") ?? "0") ?? 0) + UInt64(pageSize)))
        }
        guard seenURLs.insert(url).inserted else {
            throw APIError(.invalid, "the answer's \"next\" leads back to a page that was read already")
        }
        guard seenURLs.count <= PageWalk.mostPages else {
            throw APIError(.invalid, "the answer has more than \(PageWalk.mostPages) pages")
        }
        return url
    }

    private var url: String { endpoint.origin + path + (query.text.isEmpty ? "" : "?" + query.text) }

    private mutating func follow(_ text: String) throws(APIError) {
        switch NextLink(text, endpoint: endpoint) {
        case .offset(let offset): query.set("offset", to: String(offset))
        case .page(let newPath, let newQuery):
            path = newPath ?? path
            query = newQuery
        case .foreign(let origin, let newQuery):
            warning = "the answer's \"next\" points to \(origin); only its query is used, on \(endpoint.origin)"
            path = endpoint.path
            query = newQuery
        case .odd:
            let quoted = ErrorBody.excerpt(text, redacting: secrets, limit: 80)
            throw APIError(.invalid, "the answer's \"next\" is neither a URL nor a number: \"\(quoted)\"")
        }
    }
}

/// What a walk has met, to know a page that says nothing new: an API that ignores `offset` answers the same page for ever.
struct SeenReadings {
    private struct Key: Hashable {
        var meter: MeterID
        var facts: MeterFacts
        /// nil for the object itself, which may have no readings.
        var unit: String?
    }

    private var time: [Key: TimeRanges] = [:]

    /// - Returns: whether the page holds an object or a reading that was not met before.
    mutating func insert(_ batch: ReadingBatch) -> Bool {
        var isNew = false
        for source in batch.sources {
            let key = Key(meter: source.meter, facts: source.facts, unit: nil)
            if time.updateValue(TimeRanges(), forKey: key) == nil { isNew = true }
        }
        for series in batch.series {
            let source = batch.sources[series.source]
            let key = Key(meter: source.meter, facts: source.facts, unit: series.unit)
            var readings = series.readings
            _ = readings.dropOverlaps()
            let known = time[key] ?? TimeRanges()
            isNew = isNew || readings.starts.indices.contains { !known.covers(readings.starts[$0], readings.ends[$0]) }
            time[key, default: TimeRanges()].insert(TimeRanges(of: readings))
        }
        return isNew
    }
}
