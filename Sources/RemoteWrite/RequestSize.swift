/// The most samples that a request has: fewer after requests that failed alike, and more again after successes.
///
/// Pure: it neither sends nor waits.
struct RequestSize: Sendable {
    /// The successes that are asked for at most before a size is tried that was too slow.
    private static let mostSuccesses = 64

    private let most: Int
    private(set) var limit: Int
    /// The end of the requests because of which the size was last halved, until one succeeds.
    private(set) var suspicion: WriteResult?
    /// The smallest size that timed out, until one as large succeeds.
    private var tooSlow: Int?
    private var successes = 0
    private var successesToGrow = 1

    init(most: Int) {
        self.most = most
        limit = most
    }

    /// Records that a request was accepted.
    mutating func succeed() {
        suspicion = nil
        guard limit < most else {
            successesToGrow = 1
            tooSlow = nil
            return
        }
        successes += 1
        guard successes >= successesToGrow else { return }
        successes = 0
        limit = min(limit * 2, most)
    }

    /// Records that requests of so many samples failed alike.
    ///
    /// - Parameter result: the end of these requests. A receiver that is too slow for a size will be so again, so that the size is
    ///   tried less and less often.
    mutating func halve(_ count: Int, after result: WriteResult) {
        limit = max(1, count / 2)
        suspicion = result
        successes = 0
        if result == .timeout { tooSlow = min(tooSlow ?? count, count) }
        if result == .timeout || result == .rateLimited {
            successesToGrow = min(successesToGrow * 2, Self.mostSuccesses)
        }
    }

    /// Returns how many equal failures of a request are enough to send a smaller one, or to try its only sample apart.
    ///
    /// - Returns: nil where it is sent again for ever.
    func patience(for failure: WriteFailure, samples: Int) -> Int? {
        guard failure.mayBeOfBody else { return nil }
        let isAlone = samples == 1
        switch failure.result {
        // A receiver may take less at once than a request holds, but never takes nothing.
        case .rateLimited: return isAlone ? nil : 6
        // Each costs the whole time-out.
        case .timeout: return suspicion == .timeout || samples >= tooSlow ?? .max ? 1 : 3
        // Larger requests with the same sample have failed three times each.
        default: return isAlone && suspicion != nil ? 1 : 3
        }
    }
}

/// Counts the failures of one request, each kind for itself.
struct EqualFailures {
    private struct Kind: Hashable {
        var result: WriteResult
        var status: Int?
    }

    private var counts: [Kind: Int] = [:]

    /// Counts a failure.
    ///
    /// - Returns: how many there were of its kind: the same status, whatever the words.
    mutating func count(_ failure: WriteFailure) -> Int {
        counts[Kind(result: failure.result, status: failure.status), default: 0] += 1
        return counts[Kind(result: failure.result, status: failure.status)] ?? 0
    }
}
