package import Ground

extension EnergyAPIClient {
    /// Settings that all requests of one customer group share.
    package struct Options: Sendable {
        package var url: String
        /// Header `api-version`; empty sends none.
        package var version: String
        package var subscriptionKey: Secret
        package var headers: [(name: String, value: Secret)]
        package var isListCommaSeparated: Bool
        package var timeout: Duration
        package var maxResponseSize: Int
        /// The size in bytes beyond which a request is cut at once, if it can be.
        package var boundedResponseSize = AnswerLimit.bytes
        /// `maxRows`; 0 sends none.
        package var pageSize: Int
        package var rules: DecodingRules

        /// Creates the options of one customer group from their parts.
        package init(
            url: String, version: String = "2.5", subscriptionKey: Secret,
            headers: [(name: String, value: Secret)] = [],
            isListCommaSeparated: Bool = false, timeout: Duration = .seconds(120), maxResponseSize: Int = 256 << 20,
            pageSize: Int = 0, rules: DecodingRules = DecodingRules()
        ) {
            self.url = url
            self.version = version
            self.subscriptionKey = subscriptionKey
            self.headers = headers
            self.isListCommaSeparated = isListCommaSeparated
            self.timeout = timeout
            self.maxResponseSize = maxResponseSize
            self.pageSize = pageSize
            self.rules = rules
        }
    }
}
