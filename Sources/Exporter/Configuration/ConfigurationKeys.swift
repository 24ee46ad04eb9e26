/// The keys of each section of a configuration file: what is not here is an error.
enum ConfigurationKeys {
    static let root = [
        "api", "customers", "time_series", "invoiced", "storage", "time_zone", "names", "tariffs", "remote_write",
    ]
    static let api = [
        "url", "version", "subscription_key_file", "subscription_key", "headers", "tls", "proxy", "list_encoding",
        "timeout", "max_response_size", "max_concurrent_requests", "max_retries", "page_size", "max_window",
    ]
    static let tls = ["ca_file", "cert_file", "key_file"]
    static let customerGroup = [
        "numbers", "name", "resolution", "subscription_key_file", "delivery_categories", "metering_points",
        "subsidiary",
        "time_series_flow",
    ]
    static let timeSeries = [
        "enabled", "resolution", "poll_interval", "recent", "refetch", "refetch_interval", "lookback", "stale_after",
    ]
    static let invoiced = ["enabled", "poll_interval", "months"]
    static let storage = ["path", "retention"]
    static let tariff = [
        "name", "delivery_categories", "metering_points", "interval", "billing_period", "peaks", "distinct_days",
        "clock", "windows", "holidays", "microproduction", "price",
    ]
    static let window = ["months", "weekdays", "hours", "holidays", "weight", "price"]
    static let price = ["amount", "currency"]

    static let remoteWrite = [
        "name", "url", "since", "settle", "batch", "external_labels", "headers", "basic_auth", "bearer_token_file",
        "tls",
        "timeout",
    ]
    static let basicAuth = ["username", "password_file"]

    /// Where a key is known, as a hint says it; nil where it is unknown, or known in many places.
    static func section(of key: String) -> String? {
        let sections: [(name: String, keys: [String])] = [
            ("at the top", root), ("under `api`", api), ("under `api.tls`", tls),
            ("in a group of `customers`", customerGroup), ("under `time_series`", timeSeries),
            ("under `invoiced`", invoiced), ("under `storage`", storage), ("in a tariff of `tariffs`", tariff),
            ("in a window of `tariffs[].windows`", window), ("under `price` of a tariff", price),
            ("in a receiver of `remote_write`", remoteWrite), ("under `basic_auth` of a receiver", basicAuth),
        ]
        let found = sections.filter { $0.keys.contains(key) }
        return (1...2).contains(found.count) ? found.map(\.name).joined(separator: " or ") : nil
    }
}
