package import Curl
package import Ground

/// A receiver to deliver to, and the rules of what it gets.
package struct ReceiverOptions: Sendable {
    /// The name that its cursor is kept under.
    package var name: String
    /// The address that requests go to, with its query if there is one.
    package var url: String
    /// The age of the oldest readings that are pushed.
    package var since: Duration
    /// The age that a reading must have before it is pushed, so that corrections can come first.
    package var settle: Duration
    /// The most samples in one request.
    package var batch: Int
    /// Labels put on each series.
    package var externalLabels: [String: String]
    /// Further headers of each request; their values are secret.
    package var headers: [(name: String, value: Secret)]
    /// Asked before each request, as a token's file may be replaced at any time.
    package var authentication: @Sendable () throws -> Authentication
    /// The longest that one request may take.
    package var timeout: Duration
    /// The message that samples are sent as.
    package var message: Message

    /// A choice of the message: that of remote write 1.0, that of 2.0, or the one that the receiver knows.
    package enum Message: Sendable {
        case auto, version1, version2
    }

    /// Creates options with the defaults of the configuration file.
    package init(
        name: String, url: String, since: Duration = .days(30), settle: Duration = .zero, batch: Int = 2000,
        externalLabels: [String: String] = [:], headers: [(name: String, value: Secret)] = [],
        authentication: @escaping @Sendable () throws -> Authentication = { .none }, timeout: Duration = .seconds(30),
        message: Message = .auto
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
        self.message = message
    }
}
