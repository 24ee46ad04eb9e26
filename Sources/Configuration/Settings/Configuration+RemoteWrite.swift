import Ground

extension Configuration {
    /// An item of `remote_write`: a receiver to which readings are pushed at their true times.
    package struct RemoteWrite: Sendable, Equatable {
        /// The label of its metrics and the name of its cursor in the store; unique.
        package var name: String
        /// The receiver's address for samples.
        package var url: ReceiverURL
        /// The age of the oldest readings to push; at least an hour.
        package var since = Duration.days(30)
        /// The age at which a reading is pushed; less than ``since``.
        package var settle = Duration.zero
        /// The most samples in one request; 1 to 100,000.
        package var batch = 2000
        /// Labels added to every series.
        package var externalLabels: [String: String] = [:]
        /// Further request headers, sorted by name.
        package var headers: [Header] = []
        /// The exporter's credentials.
        package var credentials = Credentials.none
        /// Files for TLS, and the rules for verifying the receiver's certificate.
        package var tls = TLS()
        /// The proxy; nil leaves it to the environment, except for addresses of this machine, which use none.
        package var proxy: ProxyURL?
        /// The message that samples are sent as.
        package var protobufMessage = ProtobufMessage.auto
        /// The longest time for a whole request.
        package var timeout = Duration.seconds(30)

        /// Readings are seldom later than this.
        static let usualDelay = Duration.days(3)

        /// Creates a receiver with the defaults.
        package init(name: String, url: ReceiverURL) {
            self.name = name
            self.url = url
        }
    }

    /// The exporter's credentials for a receiver. Files are read before each request, so that they can be replaced.
    package enum Credentials: Sendable, Equatable {
        case none
        case basic(username: String, passwordFile: String)
        case bearer(tokenFile: String)
    }

    /// The message that samples are sent as, by the names of Prometheus' `protobuf_message`.
    package enum ProtobufMessage: String, Sendable, CaseIterable {
        /// The message of 1.0, or that of 2.0 if the receiver does not know it.
        case auto
        /// The message of remote write 1.0.
        case writeRequest = "prometheus.WriteRequest"
        /// The message of remote write 2.0.
        case request = "io.prometheus.write.v2.Request"
    }
}
