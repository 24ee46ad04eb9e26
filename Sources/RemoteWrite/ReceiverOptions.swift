package import Curl

/// Where a sender delivers to, and what.
package struct ReceiverOptions: Sendable {
    /// What its cursor is kept under.
    package var name: String
    package var url: String
    /// The age of the oldest readings that are pushed.
    package var since: Duration
    /// The age that a reading must have before it is pushed, so that corrections can come first.
    package var settle: Duration
    /// The most samples in one request.
    package var batch: Int
    package var externalLabels: [String: String]
    package var headers: [(name: String, value: Secret)]
    /// Asked before each request, as a token's file may be replaced at any time.
    package var authentication: @Sendable () throws -> Authentication
    /// Of one request.
    package var timeout: Duration

    package init(
        name: String, url: String, since: Duration = .seconds(30 * 86_400), settle: Duration = .zero, batch: Int = 2000,
        externalLabels: [String: String] = [:], headers: [(name: String, value: Secret)] = [],
        authentication: @escaping @Sendable () throws -> Authentication = { .none }, timeout: Duration = .seconds(30)
    ) {
        self.name = name
        self.url = url
        self.since = since
        self.settle = settle
        self.batch = batch
        self.externalLabels = externalLabels
        self.headers = headers
        self.authentication = authentication
        self.timeout = timeout
    }
}
