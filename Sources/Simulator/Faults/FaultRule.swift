/// When the simulated API commits which fault.
package struct FaultRule: Sendable, Hashable {
    package var kind: FaultKind
    /// Chance for each request that the rule applies to, 0 ... 1.
    package var probability: Double
    /// Only the first so many faults; nil for no end.
    package var first: Int?
    /// Not before so many requests that the rule applies to.
    package var after = 0
    /// Only requests to this endpoint.
    package var endpoint: SimulatedEndpoint?
    /// Only requests that name this customer number.
    package var customer: String?
    /// Only requests with this `offset`; absent counts as 0.
    package var offset: Int?
    /// Only requests for this page, from 1: `offset` / `maxRows` (or the server's own limit) + 1.
    package var page: Int?
    /// Only requests whose window, `fromDate` to `toDate`, is longer.
    package var longerThan: Duration?

    package init(_ kind: FaultKind, probability: Double = 1, first: Int? = nil) {
        self.kind = kind
        self.probability = probability
        self.first = first
    }

    func applies(to query: TimeSeriesQuery?, _ endpoint: SimulatedEndpoint, pageLimit: Int) -> Bool {
        if let wanted = self.endpoint, wanted != endpoint { return false }
        guard customer != nil || offset != nil || page != nil || longerThan != nil else { return true }
        guard let query else { return false }
        if let customer, !query.customerNumbers.contains(customer) { return false }
        if let offset, query.offset != offset { return false }
        if let page {
            let rows = [query.maxRows, pageLimit].filter { $0 > 0 }.min()
            if page != (rows.map { query.offset / $0 } ?? 0) + 1 { return false }
        }
        if let longerThan, query.to - query.from <= longerThan.wholeMilliseconds { return false }
        return true
    }
}
