package import Curl
package import Ground

/// The settings of one receiver.
package struct ReceiverOptions: Sendable {
    /// The name of its cursor in the store.
    package var name: String
    /// The address of requests, with its query if there is one.
    package var url: String
    /// The age of the oldest readings to push.
    package var since: Duration
    /// The age at which a reading is pushed, so that corrections can come first.
    package var settle: Duration
    /// The most samples in one request.
    package var batch: Int
    /// Labels added to each series.
    package var externalLabels: [String: String]
    /// Further headers of each request; their values are secret.
    package var headers: [(name: String, value: Secret)]
    /// Called before each request, because a token's file may be replaced at any time.
    package var authentication: @Sendable () throws -> Authentication
    /// The longest time for a whole request.
    package var timeout: Duration
    /// The message that samples are sent as.
    package var message: Message

    /// The choice of the message: remote write 1.0, 2.0, or the one that the receiver knows.
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
