/// A fault of the simulated API, and the requests it applies to.
package struct FaultRule: Sendable, Hashable {
    /// The fault.
    package var kind: FaultKind
    /// The chance for each request that the rule applies to, 0 ... 1.
    package var probability: Double
    /// The most faults that the rule produces; nil for no limit.
    package var first: Int?
    /// The number of matching requests that pass without a fault first.
    package var after = 0
    /// The only endpoint it applies to; nil for all.
    package var endpoint: SimulatedEndpoint?
    /// The customer number that a request must name; nil for any.
    package var customer: String?
    /// The `offset` that a request must have, where an absent one counts as 0; nil for any.
    package var offset: Int?
    /// The only page it applies to, from 1: `offset` / `maxRows` (or the server's own limit) + 1; nil for all.
    package var page: Int?
    /// The length that a request's window, `fromDate` to `toDate`, must exceed; nil for any.
    package var longerThan: Duration?

    /// Creates a rule for all requests.
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
            let size = query.pageSize(serverLimit: pageLimit)
            if page != (size.map { query.offset / $0 } ?? 0) + 1 { return false }
        }
        if let longerThan, query.to - query.from <= longerThan.wholeMilliseconds { return false }
        return true
    }
}
