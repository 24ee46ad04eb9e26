extension TimeSeriesQuery {
    /// The longest URL that is sent: what older proxies and gateways take (`api-contract.md`).
    static let longestURL = 2000

    /// The query of the first page.
    ///
    /// - Parameter pageSize: `maxRows`; 0 sends none.
    func queryString(_ encoding: QueryString.ListEncoding, pageSize: Int) -> QueryString {
        var query = QueryString()
        query.append("customerNumbers", customerNumbers, encoding)
        query.append("resolution", resolution.rawValue)
        query.append("fromDate", "\(window.lowerBound)")
        query.append("toDate", "\(window.upperBound)")
        query.append("deliveryCategories", deliveryCategories, encoding)
        query.append("meteringPoints", meteringPoints, encoding)
        if subsidiary { query.append("subsidiary", "true") }
        if timeSeriesFlow { query.append("timeSeriesFlow", "true") }
        if pageSize > 0 { query.append("maxRows", String(pageSize)) }
        return query
    }

    /// The same question in as many parts as it takes for each URL to be at most ``longestURL`` characters, lists cut in
    /// their order. A single value that is too long stays alone, and the API may say what it thinks of it.
    ///
    /// - Parameter endpoint: what comes before the `?`.
    func parts(endpoint: String, _ encoding: QueryString.ListEncoding, pageSize: Int) -> [TimeSeriesQuery] {
        // Room for the parameters of later pages too.
        let offset = "&offset=0000000000".count
        func isShort(_ query: TimeSeriesQuery) -> Bool {
            endpoint.count + 1 + query.queryString(encoding, pageSize: pageSize).text.utf8.count + offset
                <= TimeSeriesQuery.longestURL
        }
        if isShort(self) { return [self] }
        for list in [\TimeSeriesQuery.meteringPoints, \.customerNumbers, \.deliveryCategories]
        where self[keyPath: list].count > 1 {
            var first = self
            var second = self
            let middle = self[keyPath: list].count / 2
            first[keyPath: list] = Array(self[keyPath: list][..<middle])
            second[keyPath: list] = Array(self[keyPath: list][middle...])
            return [first, second].flatMap { $0.parts(endpoint: endpoint, encoding, pageSize: pageSize) }
        }
        return [self]
    }
}
