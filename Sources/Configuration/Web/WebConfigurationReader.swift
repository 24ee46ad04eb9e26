import Ground

/// The keys at the top of a web configuration file.
enum WebKey: String, SectionKey {
    static let place = "at the top"
    case tls = "tls_server_config"
    case http = "http_server_config"
    case users = "basic_auth_users"
    case rateLimit = "rate_limit"
}

/// The keys of `http_server_config`.
enum WebServerKey: String, SectionKey {
    static let place = "under `http_server_config`"
    case http2, headers
}

/// The keys of `rate_limit`.
enum RateLimitKey: String, SectionKey {
    static let place = "under `rate_limit`"
    case interval, burst
}

/// Builds a ``WebConfiguration`` from the mapping at the top of a file, and adds faults to the list.
struct WebConfigurationReader {
    let context: ReadingContext
    let judge: any CertificateJudge

    static let sections: [any SectionKey.Type] = [
        WebKey.self, ServerTLSKey.self, WebServerKey.self, RateLimitKey.self,
    ]

    /// Returns the settings, which are unusable if the list of faults is not empty afterwards.
    func read(_ root: YAMLNode?) -> WebConfiguration {
        let top = Section<WebKey>(root, path: "", context: context)
        var configuration = WebConfiguration()
        if let tls = readTLS(top) {
            configuration.tls = tls.settings
            configuration.files = tls.files
        }
        let server = top.section(.http, of: WebServerKey.self)
        // HTTP/2 is not offered; clients use HTTP/1.1 instead.
        _ = server[.http2]?.boolean()
        configuration.headers = readHeaders(server.entries(.headers))
        configuration.users = readUsers(top)
        configuration.rateLimit = readRateLimit(top.section(.rateLimit, of: RateLimitKey.self))
        return configuration
    }

    // MARK: Headers

    /// The header fields that may be set, with the allowed values of those that are restricted.
    private static let headers: [String: [String]] = [
        "Content-Security-Policy": [],
        "Strict-Transport-Security": [],
        "X-Content-Type-Options": ["nosniff"],
        "X-Frame-Options": ["deny", "sameorigin"],
        "X-XSS-Protection": [],
    ]

    private func readHeaders(_ entries: [Entry]) -> [WebConfiguration.Header] {
        var headers: [WebConfiguration.Header] = []
        for entry in entries {
            guard let allowed = Self.headers[entry.name] else {
                let names = Self.headers.keys.sorted()
                let near = names.first { $0.lowercased() == entry.name.lowercased() }
                let hint = near.map { "did you mean `\($0)`?" } ?? "only \(listed(names)) can"
                entry.faultOfName("HTTP header \(quoted(entry.name)) cannot be configured: \(hint)")
                continue
            }
            guard let value = entry.value.text(orEmpty: true) else { continue }
            if !allowed.isEmpty, !allowed.contains(value) {
                entry.value.fault("invalid value \(quoted(value)): must be \(listed(allowed, by: "or"))")
            } else if value.isEmpty {
                continue
            } else if let reason = HeaderRules.fault(ofValue: value) {
                entry.value.fault("\(reason): \(quoted(value))")
            } else {
                headers.append(WebConfiguration.Header(name: entry.name, value: value))
            }
        }
        return headers.sorted { $0.name < $1.name }
    }

    // MARK: The rate of requests

    private func readRateLimit(_ section: Section<RateLimitKey>) -> WebConfiguration.RateLimit? {
        let interval = section[.interval].flatMap(readInterval) ?? .zero
        let burst = section[.burst].flatMap { $0.integer(in: 0...1_000_000) } ?? 0
        guard interval > .zero else { return nil }
        if burst == 0, section.isSound(.burst) {
            (section[.burst] ?? section[.interval])?.warn(
                "a burst of 0 lets no request in at all: give `burst`, the most requests at a time")
        }
        return WebConfiguration.RateLimit(interval: interval, burst: burst)
    }

    private func readInterval(_ value: ConfigurationValue) -> Duration? {
        guard let text = value.text() else { return nil }
        guard let duration = GoDurationText.parse(text) else {
            return value.refused("\(quoted(text)) is not a duration: write one as in `1s`, `250ms` or `1m30s`")
        }
        guard duration >= .zero else { return value.refused("must not be negative, got \(quoted(text))") }
        return duration
    }

    func listed(_ names: [String], by word: String = "and") -> String {
        let quoted = names.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return "\(quoted.dropLast().joined(separator: ", ")) \(word) \(last)"
    }
}
