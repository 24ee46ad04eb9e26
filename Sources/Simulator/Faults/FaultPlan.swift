/// Deals faults out to requests: the same sequence of requests meets the same faults.
struct FaultPlan: Sendable {
    private var rules: [(rule: FaultRule, seen: Int, committed: Int)]
    private let hash: SeededHash

    init(_ rules: [FaultRule], seed: UInt64) {
        self.rules = rules.map { ($0, 0, 0) }
        hash = SeededHash(seed: seed)
    }

    /// Returns the fault for the next request: that of the first rule that applies and whose chance comes up.
    ///
    /// - Parameter query: nil where the request's parameters cannot be read.
    mutating func next(
        _ query: TimeSeriesQuery?, _ endpoint: SimulatedEndpoint = .timeSeries, pageLimit: Int
    ) -> FaultKind? {
        for index in rules.indices {
            let (rule, seen, committed) = rules[index]
            guard rule.applies(to: query, endpoint, pageLimit: pageLimit) else { continue }
            rules[index].seen += 1
            guard seen >= rule.after, committed < rule.first ?? .max else { continue }
            guard hash.fraction(.fault, Int64(index), Int64(seen)) < rule.probability else { continue }
            rules[index].committed += 1
            return rule.kind
        }
        return nil
    }
}
