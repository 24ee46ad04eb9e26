/// The faults of the answer to one request.
struct DealtFaults: Sendable {
    /// The fault of the answer as a whole.
    var fault: FaultKind?
    /// The distortions of its data, in the order of the rules.
    var distortions: [DealtDistortion] = []
}

/// A distortion of the data of one answer.
struct DealtDistortion: Sendable {
    let distortion: Distortion
    /// The share of the data that is affected, 0 ... 1.
    let share: Double
    /// The rule's index, so that two rules of the same kind affect different data.
    let rule: Int
    /// The number of requests that the rule applied to before this one.
    let turn: Int
}

/// Assigns faults to requests: the same sequence of requests gets the same faults.
struct FaultPlan: Sendable {
    private var rules: [(rule: FaultRule, seen: Int, committed: Int)]
    private let hash: SeededHash

    init(_ rules: [FaultRule], seed: UInt64) {
        self.rules = rules.map { ($0, 0, 0) }
        hash = SeededHash(seed: seed)
    }

    /// Returns the faults for the next request: every distortion that applies, and one other fault, from the first rule
    /// that applies and whose chance comes up.
    ///
    /// - Parameter query: nil if the request's parameters cannot be read.
    mutating func deal(
        _ query: TimeSeriesQuery?, _ endpoint: SimulatedEndpoint = .timeSeries, pageLimit: Int
    ) -> DealtFaults {
        var dealt = DealtFaults()
        for index in rules.indices {
            let (rule, seen, committed) = rules[index]
            let distortion: Distortion? = if case .distorted(let kind) = rule.kind { kind } else { nil }
            guard distortion != nil || dealt.fault == nil, rule.applies(to: query, endpoint, pageLimit: pageLimit)
            else {
                continue
            }
            rules[index].seen += 1
            guard seen >= rule.after, committed < rule.first ?? .max else { continue }
            if let distortion {
                rules[index].committed += 1
                dealt.distortions.append(
                    DealtDistortion(distortion: distortion, share: rule.probability, rule: index, turn: seen))
            } else if hash.fraction(.fault, Int64(index), Int64(seen)) < rule.probability {
                rules[index].committed += 1
                dealt.fault = rule.kind
            }
        }
        return dealt
    }
}
