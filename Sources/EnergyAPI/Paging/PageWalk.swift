import Curl
import Ground
import Metering

/// The rules of paging, without a socket: they choose the next page to request (`docs/api.md`, "Paging").
///
/// ```swift
/// var walk = PageWalk(endpoint: endpoint, query: query, pageSize: 0)
/// var url: String? = walk.firstURL
/// while let asked = url { url = try walk.url(after: page(asked)) }
/// ```
struct PageWalk {
    /// The most pages of a walk; a longer one runs in a circle that looks new each time.
    static let mostPages = 100_000
    /// Empty pages in a row that end a walk.
    static let mostEmptyPages = 3

    private let endpoint: Endpoint
    private let pageSize: Int
    private let secrets: [Secret]
    /// The current page's query.
    private var query: QueryString
    private var seenURLs: Set<String> = []
    private var seen = SeenReadings()
    /// The number of empty pages in a row that each announced another.
    private var emptyPages = 0
    /// True if the page was not announced by a `next`, and is requested only because the one before it was full.
    private(set) var isProbing = false
    /// Remarks for the log: a `next` on another host, an end that the API does not mark.
    private(set) var warning: String?

    /// - Parameter secrets: kept out of errors that quote the answer.
    init(endpoint: Endpoint, query: QueryString, pageSize: Int, secrets: [Secret] = []) {
        self.endpoint = endpoint
        self.query = query
        self.pageSize = pageSize
        self.secrets = secrets
        seenURLs.insert(endpoint.url(query))
    }

    var firstURL: String { endpoint.url(query) }

    /// - Returns: the URL of the next page; nil if the page was the last.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` if `next` cannot be followed.
    mutating func url(after page: DecodedPage<some PagedBatch>) throws(APIError) -> String? {
        warning = nil
        // Only a walk that may have to go on after a full or an empty page needs to know.
        let isNew = (pageSize == 0 && page.readingCount > 0) || page.batch.insert(into: &seen)
        let wasProbing = isProbing
        isProbing = false
        emptyPages = page.readingCount == 0 && !isNew || page.objectCount == 0 ? emptyPages + 1 : 0
        switch page.next {
        case .odd: throw APIError(.invalid, "the answer's \"next\" is neither a text nor a number")
        case .text where emptyPages >= Self.mostEmptyPages:
            warning =
                "\(emptyPages) pages in a row were empty, although each has a \"next\"; treated as the end of the answer"
            return nil
        case .text(let text): try follow(text)
        case .end:
            let isFull = pageSize > 0 && (page.objectCount >= pageSize || page.readingCount >= pageSize)
            guard isFull, isNew || !wasProbing else { return nil }
            isProbing = true
            query.set("offset", to: String((UInt64(query.value(of: "offset") ?? "0") ?? 0) + UInt64(pageSize)))
        }
        let url = endpoint.url(query)
        guard seenURLs.insert(url).inserted else {
            throw APIError(.invalid, "the answer's \"next\" leads back to a page that was already read")
        }
        guard seenURLs.count <= Self.mostPages else {
            throw APIError(.invalid, "the answer has more than \(Self.mostPages) pages")
        }
        return url
    }

    private mutating func follow(_ text: String) throws(APIError) {
        switch NextLink(text, endpoint: endpoint) {
        case .offset(let offset): query.set("offset", to: String(offset))
        case .query(let newQuery): query = newQuery
        case .foreign(let origin, let newQuery):
            warning = "the answer's \"next\" points to \(origin); only its query is used, on \(endpoint.origin)"
            query = newQuery
        case .odd:
            let quoted = ErrorBody.excerpt(text, redacting: secrets, limit: 80)
            throw APIError(
                .invalid, "the answer's \"next\" is neither a URL of this method nor a number: \"\(quoted)\"")
        }
    }
}
