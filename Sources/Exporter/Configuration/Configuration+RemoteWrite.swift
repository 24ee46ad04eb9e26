extension Configuration {
    /// `remote_write[]`: a receiver that readings are pushed to at their true times.
    package struct RemoteWrite: Sendable, Equatable {
        /// Label of its metrics, and what its cursor in the store is called; unlike that of every other receiver.
        package var name: String
        package var url: ReceiverURL
        /// The age of the oldest readings that are pushed; at least an hour.
        package var since = Duration.days(30)
        /// The age that a reading must have before it is pushed; less than ``since``.
        package var settle = Duration.zero
        /// The most samples in one request; 1 to 100,000.
        package var batch = 2000
        package var externalLabels: [String: String] = [:]
        /// Further request headers, sorted by name.
        package var headers: [Header] = []
        package var credentials = Credentials.none
        package var tls = TLS()
        /// Of one request, whole.
        package var timeout = Duration.seconds(30)

        /// Readings are seldom later than this.
        static let usualDelay = Duration.days(3)

        package init(name: String, url: ReceiverURL) {
            self.name = name
            self.url = url
        }
    }

    /// How the exporter says to a receiver who it is. Files are read before each request, so that they can be replaced.
    package enum Credentials: Sendable, Equatable {
        case none
        case basic(username: String, passwordFile: String)
        case bearer(tokenFile: String)
    }
}
