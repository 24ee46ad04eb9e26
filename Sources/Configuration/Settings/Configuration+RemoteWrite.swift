import Ground

extension Configuration {
    /// An item of `remote_write`: a receiver that readings are pushed to at their true times.
    package struct RemoteWrite: Sendable, Equatable {
        /// The label of its metrics and the name of its cursor in the store; unlike that of every other receiver.
        package var name: String
        /// The address that samples are pushed to.
        package var url: ReceiverURL
        /// The age of the oldest readings that are pushed; at least an hour.
        package var since = Duration.days(30)
        /// The age that a reading must have before it is pushed; less than ``since``.
        package var settle = Duration.zero
        /// The most samples in one request; 1 to 100,000.
        package var batch = 2000
        /// Labels that every series gets, beside its own.
        package var externalLabels: [String: String] = [:]
        /// Further request headers, sorted by name.
        package var headers: [Header] = []
        /// The way in which the exporter authenticates.
        package var credentials = Credentials.none
        /// Files for TLS, and how the receiver's certificate is verified.
        package var tls = TLS()
        /// The proxy; nil leaves it to the environment, but for addresses of this machine, which have none.
        package var proxy: ProxyURL?
        /// The message that samples are sent as.
        package var protobufMessage = ProtobufMessage.auto
        /// The longest that one request may take, whole.
        package var timeout = Duration.seconds(30)

        /// Readings are seldom later than this.
        static let usualDelay = Duration.days(3)

        /// Creates a receiver with the defaults.
        package init(name: String, url: ReceiverURL) {
            self.name = name
            self.url = url
        }
    }

    /// The way in which the exporter authenticates to a receiver. Files are read before each request, so that they can be
    /// replaced.
    package enum Credentials: Sendable, Equatable {
        case none
        case basic(username: String, passwordFile: String)
        case bearer(tokenFile: String)
    }

    /// The message that samples are sent as, by the names of Prometheus' `protobuf_message`.
    package enum ProtobufMessage: String, Sendable, CaseIterable {
        /// The message of 1.0, or that of 2.0 where the receiver does not know it.
        case auto
        /// The message of remote write 1.0.
        case writeRequest = "prometheus.WriteRequest"
        /// The message of remote write 2.0.
        case request = "io.prometheus.write.v2.Request"
    }
}
