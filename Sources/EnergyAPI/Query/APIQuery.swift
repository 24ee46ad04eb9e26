import Ground
import Metering

/// A query for one of the API's methods, which can be split into parts.
protocol APIQuery: Sendable {
    /// The content of an answer.
    associatedtype Batch: PagedBatch
    /// The method's path after `api.url`.
    static var method: String { get }
    /// The lists that may be split if a URL gets too long, the best to split first.
    static var lists: [WritableKeyPath<Self, [String]>] { get }
    /// The shortest window of a part.
    static var shortestWindow: Duration { get }

    var window: Range<Timestamp> { get set }

    /// The query of the first page.
    ///
    /// - Parameter pageSize: `maxRows`; 0 sends none.
    func queryString(_ encoding: QueryString.ListEncoding, pageSize: Int) -> QueryString
}

extension APIQuery {
    /// The query in two halves at a midnight UTC; nil if it is as short as it may be.
    var halves: (Self, Self)? {
        let length = window.upperBound - window.lowerBound
        let middle = (window.lowerBound + length / 2).startOfUTCDay
        guard length > Self.shortestWindow, middle > window.lowerBound else { return nil }
        var first = self
        var second = self
        first.window = window.lowerBound..<middle
        second.window = middle..<window.upperBound
        return (first, second)
    }

    /// Splits the query into as few parts as make each URL at most ``longestURL`` characters, with lists split in their
    /// order. A single value that is too long stays alone, and the API may refuse it.
    ///
    /// - Parameter endpoint: the part of the URL before the `?`.
    func parts(endpoint: String, _ encoding: QueryString.ListEncoding, pageSize: Int) -> [Self] {
        // Room for the parameters of later pages too.
        let offset = "&offset=0000000000".count
        func isShort(_ query: Self) -> Bool {
            endpoint.count + 1 + query.queryString(encoding, pageSize: pageSize).text.utf8.count + offset
                <= Self.longestURL
        }
        if isShort(self) { return [self] }
        for list in Self.lists where self[keyPath: list].count > 1 {
            var first = self
            var second = self
            let middle = self[keyPath: list].count / 2
            first[keyPath: list] = Array(self[keyPath: list][..<middle])
            second[keyPath: list] = Array(self[keyPath: list][middle...])
            return [first, second].flatMap { $0.parts(endpoint: endpoint, encoding, pageSize: pageSize) }
        }
        return [self]
    }

    /// The longest URL to send, the limit of older proxies and gateways (`docs/api.md`, "Requests").
    static var longestURL: Int { 2000 }
}
