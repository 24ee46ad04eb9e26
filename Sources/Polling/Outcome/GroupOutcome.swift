package import EnergyAPI
package import Metering
import ReadingStore

/// The result of a poll for one customer group.
package struct GroupOutcome: Sendable {
    package var group: String
    package var counts = ReadingCounts()
    package var requests = 0
    /// The results of requests. ``RequestResult/unauthorized`` only if the group got nothing.
    package var results: Set<RequestResult> = []
    /// The distinct reasons of failures, in the order met; the pages of successful requests are stored.
    package var errors: [String] = []
    /// Oddities of the answers, by kind.
    package var findings = Findings()
    /// Customer numbers and metering points that the API refuses alone, in order; the rest of the group was requested
    /// without them.
    package var refused: [RefusedNumber] = []
    /// The stored metering points of the group's customer numbers; empty if the store could not be read.
    package var known = KnownNumbers()
    var isCancelled = false
    /// True if the store failed to write some of it.
    package var isStoreFailed = false
    /// True if the API refused the key itself, even if it has admitted it before.
    var isKeyRefused = false

    /// Creates the outcome of a group before its first request.
    package init(group: String) {
        self.group = group
    }

    package var isSuccess: Bool { errors.isEmpty && refused.isEmpty && !isCancelled }

    /// Customer numbers and metering points of the configuration that never got anything although the API answers,
    /// without those that it refuses.
    package var unknown: [RefusedNumber] { hasAnswers ? known.unknown.filter { !refused.contains($0) } : [] }

    /// True if the API has answered at least some requests and every answer is stored.
    ///
    /// Requests made once a day then count as made: a window that failed is recent, or its days count as not
    /// answered, so either way it is requested again.
    var hasAnswers: Bool {
        results.contains(.ok) && !results.contains(.rateLimited) && !isKeyRefused && !isCancelled && !isStoreFailed
    }

    /// The most distinct reasons to keep; a broken API may give endlessly many.
    private static let mostErrors = 5

    /// Records why a request failed. The first five distinct reasons are kept; cancellation is a flag and no reason.
    package mutating func record(_ error: any Error) {
        if error is CancellationError || error as? StoreError == .cancelled {
            isCancelled = true
            return
        }
        if let error = error as? APIError { results.insert(error.result) }
        if error is StoreError { isStoreFailed = true }
        let text = "\(error)"
        if !errors.contains(text), errors.count < Self.mostErrors { errors.append(text) }
    }

    /// Adds the counts and results of the group's requests.
    mutating func record(requests: Int, _ results: Set<RequestResult>, isKeyRefused: Bool) {
        self.requests += requests
        self.results.formUnion(results)
        self.isKeyRefused = self.isKeyRefused || isKeyRefused
        // A refused number is no evidence against the key.
        if self.results.contains(.ok) { self.results.remove(.unauthorized) }
    }
}
