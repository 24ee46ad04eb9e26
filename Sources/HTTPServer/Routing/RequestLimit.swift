import Synchronization

/// A limit on requests in flight: from the end of a request until its client has taken the answer, or has gone. Further
/// requests get 503.
///
/// Requests of one connection are answered one after the other, and count as one.
package final class RequestLimit: Sendable {
    /// A place among the requests in flight, returned when nothing holds the permit any more.
    final class Permit: Sendable {
        let limit: RequestLimit

        fileprivate init(_ limit: RequestLimit) {
            self.limit = limit
        }

        deinit {
            limit.inFlight.subtract(1, ordering: .relaxed)
        }
    }

    private let most: Int
    private let inFlight = Atomic<Int>(0)

    /// Creates a limit; nil for 0, which means none.
    package init?(_ most: Int) {
        guard most > 0 else { return nil }
        self.most = most
    }

    /// Takes a place; nil if none is free.
    func enter() -> Permit? {
        guard inFlight.add(1, ordering: .relaxed).newValue <= most else {
            inFlight.subtract(1, ordering: .relaxed)
            return nil
        }
        return Permit(self)
    }

    var refusal: HTTPResponse {
        .text(
            503,
            "503 Service Unavailable: \(most) requests to this path are in flight, which is the limit; try again later")
    }
}
