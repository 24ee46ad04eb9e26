/// The most samples of a request: fewer after requests that failed alike, and more again after successes.
///
/// Pure: it neither sends nor waits.
struct RequestSize: Sendable {
    /// The most successes needed before a size is tried again that was too slow.
    private static let mostSuccesses = 64

    private let most: Int
    private(set) var limit: Int
    /// The result of the requests that last halved the size, until one succeeds.
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

    /// Records that requests of `count` samples failed alike.
    ///
    /// - Parameter result: the result of these requests. A receiver that is too slow for a size probably stays so, and
    ///   the size is tried less and less often.
    mutating func halve(_ count: Int, after result: WriteResult) {
        limit = max(1, count / 2)
        suspicion = result
        successes = 0
        if result == .timeout { tooSlow = min(tooSlow ?? count, count) }
        if result == .timeout || result == .rateLimited {
            successesToGrow = min(successesToGrow * 2, Self.mostSuccesses)
        }
    }

    /// Returns the number of equal failures after which a smaller request is sent, or its only sample is tried apart.
    ///
    /// - Returns: nil if it is sent again indefinitely.
    func patience(for failure: WriteFailure, samples: Int) -> Int? {
        guard failure.mayBeOfBody else { return nil }
        let isAlone = samples == 1
        switch failure.result {
        // A receiver may accept fewer samples at once than a request holds, but never none.
        case .rateLimited: return isAlone ? nil : 6
        // Each failure costs the whole time-out.
        case .timeout: return suspicion == .timeout || samples >= tooSlow ?? .max ? 1 : 3
        // Larger requests with the same sample have failed three times each.
        default: return isAlone && suspicion != nil ? 1 : 3
        }
    }
}

/// Counts the failures of one request by kind.
struct EqualFailures {
    private struct Kind: Hashable {
        var result: WriteResult
        var status: Int?
    }

    private var counts: [Kind: Int] = [:]

    /// Counts a failure.
    ///
    /// - Returns: the number of failures of its kind: the same status, whatever the message.
    mutating func count(_ failure: WriteFailure) -> Int {
        counts[Kind(result: failure.result, status: failure.status), default: 0] += 1
        return counts[Kind(result: failure.result, status: failure.status)] ?? 0
    }
}
