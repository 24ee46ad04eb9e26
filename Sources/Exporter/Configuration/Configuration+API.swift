extension Configuration {
    /// `api`: where the utility's API is, and how it is asked.
    package struct API: Sendable, Equatable {
        /// What paths of the API are put behind.
        package var url = BaseURL.production
        /// The header `api-version`; nil sends none.
        package var version: String? = "2.5"
        /// Further request headers, sorted by name.
        package var headers: [Header] = []
        package var tls = TLS()
        /// nil: none named here.
        package var proxy: ProxyURL?
        package var listEncoding = ListEncoding.repeated
        /// Of one request, whole.
        package var timeout = Duration.minutes(2)
        /// Of one answer, in bytes, after decompression.
        package var maxResponseSize = 256 << 20
        /// 1 to 16.
        package var maxConcurrentRequests = 2
        /// Of all requests of one customer group in one poll; 0 to 20.
        package var maxRetries = 4
        /// `maxRows`; 0 sends none.
        package var pageSize = 0
        /// The longest time from `fromDate` to `toDate` in one request: whole days, 1 to 366.
        package var maxWindow = Duration.days(7)

        package init() {}
    }

    /// How a parameter with several values is written.
    package enum ListEncoding: String, Sendable, CaseIterable {
        /// `customerNumbers=1&customerNumbers=2`
        case repeated
        /// `customerNumbers=1,2`
        case comma
    }

    /// A request header of the user's own.
    package struct Header: Sendable, Equatable {
        /// A token (RFC 9110, 5.6.2), none that the exporter sets itself.
        package var name: String
        package var value: SecretText

        package init(name: String, value: SecretText) {
            self.name = name
            self.value = value
        }
    }

    /// `api.tls`: PEM files. Certificates of servers are always verified.
    package struct TLS: Sendable, Equatable {
        /// The authorities to trust instead of the system's.
        package var caFile: String?
        /// The client's certificate, with ``keyFile``.
        package var certFile: String?
        /// The key of ``certFile``, without passphrase.
        package var keyFile: String?

        package init() {}
    }
}
