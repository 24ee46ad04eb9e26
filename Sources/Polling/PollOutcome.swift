package import EnergyAPI
package import Ground
import Metering
package import ReadingStore

/// What became of one poll, for the log, the metrics and the status page.
package struct PollOutcome: Sendable {
    package var endpoint: PolledEndpoint
    package var start: Timestamp
    package var duration: Duration
    /// In configuration order.
    package var groups: [GroupOutcome]

    package init(
        endpoint: PolledEndpoint, start: Timestamp, duration: Duration = .zero, groups: [GroupOutcome] = []
    ) {
        self.endpoint = endpoint
        self.start = start
        self.duration = duration
        self.groups = groups
    }

    package var end: Timestamp { start + duration }
    /// Whether every group got all that it asked for.
    package var isSuccess: Bool { groups.allSatisfy(\.isSuccess) }
    /// How the poll's requests ended, all that it met.
    package var results: Set<RequestResult> { groups.reduce(into: []) { $0.formUnion($1.results) } }
    package var counts: ReadingCounts { groups.reduce(into: ReadingCounts()) { $0 += $1.counts } }
}

/// What a poll brought for one customer group.
package struct GroupOutcome: Sendable {
    package var group: String
    var counts = ReadingCounts()
    package var requests = 0
    package var results: Set<RequestResult> = []
    /// Why it failed, each different reason once, in the order met; what the other requests brought is stored.
    package var errors: [String] = []
    var isCancelled = false
    /// The store failed to take some of it.
    package var isStoreFailed = false

    package init(group: String) {
        self.group = group
    }

    package var isSuccess: Bool { errors.isEmpty && !isCancelled }

    /// Whether the API has answered, if not every request, and all of that is stored. What was asked for once a day is then done: a window that failed
    /// is recent, or a gap, and is asked for again in any case.
    var hasAnswers: Bool {
        results.contains(.ok) && results.isDisjoint(with: [.unauthorized, .rateLimited]) && !isCancelled
            && !isStoreFailed
    }

    /// At most so many different reasons are kept; a broken API has no end of them.
    private static let mostErrors = 5

    package mutating func note(_ error: any Error) {
        if error is CancellationError || error as? StoreError == .cancelled {
            isCancelled = true
            return
        }
        if let error = error as? APIError { results.insert(error.result) }
        if error is StoreError { isStoreFailed = true }
        let text = "\(error)"
        if !errors.contains(text), errors.count < GroupOutcome.mostErrors { errors.append(text) }
    }
}

/// Readings received, by what became of them.
package struct ReadingCounts: Sendable, Equatable {
    package var stored = StoredCounts()
    var rejected: [RejectionReason: Int] = [:]
    /// Received without a value.
    package var missing = 0

    init(rejected: [RejectionReason: Int] = [:], missing: Int = 0) {
        self.rejected = rejected
        self.missing = missing
    }

    /// Readings only: one whose `MaxEffect` was rejected is kept itself.
    package var rejectedTotal: Int { rejected.reduce(0) { $1.key == .maxEffect ? $0 : $0 + $1.value } }
    var received: Int { stored.new + stored.corrected + stored.unchanged + rejectedTotal + missing }

    static func += (left: inout ReadingCounts, right: ReadingCounts) {
        left.stored += right.stored
        left.rejected.merge(right.rejected, uniquingKeysWith: +)
        left.missing += right.missing
    }
}
