package import Ground
package import Metering

extension Configuration {
    /// The section `api`: the address of the utility's API, and limits of requests to it.
    package struct API: Sendable, Equatable {
        /// The address that paths of the API are put behind.
        package var url = BaseURL.production
        /// The header `api-version`; nil sends none.
        package var version: String? = "2.5"
        /// Further request headers, sorted by name.
        package var headers: [Header] = []
        /// Files for TLS.
        package var tls = TLS()
        /// The proxy; nil leaves it to the environment.
        package var proxy: ProxyURL?
        /// The form of parameters with several values.
        package var listEncoding = ListEncoding.repeated
        /// The clock by which times without a zone are read.
        package var timesWithoutZone = TimesWithoutZone.utc
        /// True if the file sets ``timesWithoutZone``. Where it does not, times without a zone are reported as a
        /// finding.
        package var isTimesWithoutZoneSet = false
        /// The longest time for a whole request.
        package var timeout = Duration.minutes(2)
        /// The largest answer, in bytes after decompression.
        package var maxResponseSize = 256 << 20
        /// The most requests at the same time: 1 to 16.
        package var maxConcurrentRequests = 2
        /// The most retries of all requests of one customer group in one poll: 0 to 20.
        package var maxRetries = 4
        /// The parameter `maxRows`; 0 sends none.
        package var pageSize = 0
        /// The longest time from `fromDate` to `toDate` in one request: whole days, 1 to 366.
        package var maxWindow = Duration.days(7)

        /// Creates the defaults.
        package init() {}
    }

    /// The form of a parameter with several values.
    package enum ListEncoding: String, Sendable, CaseIterable {
        /// Written as `customerNumbers=1&customerNumbers=2`.
        case repeated
        /// Written as `customerNumbers=1,2`.
        case comma
    }

    /// A request header of the user's own.
    package struct Header: Sendable, Equatable {
        /// The header's name: a token (RFC 9110, 5.6.2), none that the exporter sets itself.
        package var name: String
        /// The header's value, which may be secret.
        package var value: Secret

        /// Creates a header of a name and a value that have been checked.
        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// The section `tls`: PEM files, and for receivers the rules by which their certificates are verified.
    package struct TLS: Sendable, Equatable {
        /// The authorities to trust instead of the system's.
        package var caFile: String?
        /// The client's certificate, with ``keyFile``.
        package var certFile: String?
        /// The key of ``certFile``, without passphrase.
        package var keyFile: String?
        /// The name that the server's certificate must have, instead of the host's.
        package var serverName: String?
        /// False if the server's certificate is not verified, which is possible only for receivers.
        package var isVerified = true

        /// Creates the defaults: the system's authorities, and no certificate of our own.
        package init() {}
    }
}
