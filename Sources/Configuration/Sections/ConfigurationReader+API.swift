import Ground

/// The keys of `api`.
enum APIKey: String, SectionKey {
    static let place = "under `api`"
    case url, version, headers, tls, proxy, timeout
    case subscriptionKeyFile = "subscription_key_file"
    case subscriptionKey = "subscription_key"
    case listEncoding = "list_encoding"
    case timesWithoutZone = "times_without_zone"
    case maxResponseSize = "max_response_size"
    case maxConcurrentRequests = "max_concurrent_requests"
    case maxRetries = "max_retries"
    case pageSize = "page_size"
    case maxWindow = "max_window"
}

extension ConfigurationReader {
    func readAPI(_ section: Section<APIKey>) -> Configuration.API {
        var api = Configuration.API()
        section.read(.url, into: &api.url, readURL)
        section.read(.version, into: &api.version, readVersion)
        api.headers = readHeaders(section.entries(.headers), HeaderRules.ofAPI)
        api.tls = readTLS(section.section(.tls, of: TLSKey.self))
        section.read(.proxy, into: &api.proxy, readProxy)
        section.read(.listEncoding, into: &api.listEncoding) { $0.choice() }
        section.read(.timesWithoutZone, into: &api.timesWithoutZone) { $0.choice() }
        api.isTimesWithoutZoneSet = section[.timesWithoutZone] != nil
        section.read(.timeout, into: &api.timeout) { $0.duration(in: Self.timeout) }
        section.read(.maxResponseSize, into: &api.maxResponseSize) { $0.size(in: 1 << 10...4 << 30) }
        section.read(.maxConcurrentRequests, into: &api.maxConcurrentRequests) { $0.integer(in: 1...16) }
        section.read(.maxRetries, into: &api.maxRetries) { $0.integer(in: 0...20) }
        section.read(.pageSize, into: &api.pageSize) { $0.integer(in: 0...1_000_000_000) }
        section.read(.maxWindow, into: &api.maxWindow, readMaxWindow)
        return api
    }

    private func readURL(_ value: ConfigurationValue) -> BaseURL? {
        guard let text = value.text() else { return nil }
        do {
            let url = try BaseURL(text)
            if url.isPlainAcrossNetwork {
                value.warn("http sends the subscription key across the network unencrypted: use https")
            }
            return url
        } catch {
            return value.refused(error.description)
        }
    }

    /// Reads the version; empty text means that none is sent.
    private func readVersion(_ value: ConfigurationValue) -> String?? {
        guard let version = value.text(orEmpty: true) else { return nil }
        if version.isEmpty { return .some(nil) }
        if let reason = HeaderRules.fault(ofValue: version) {
            return value.refused("the version is sent as a header and \(reason)")
        }
        return version
    }

    func readProxy(_ value: ConfigurationValue) -> ProxyURL? {
        guard let text = value.text(orEmpty: true), !text.isEmpty else { return nil }
        do {
            let proxy = try ProxyURL(text)
            if proxy.hasPassword { value.warnIfExposed() }
            return proxy
        } catch {
            return value.refused(error.description)
        }
    }

    private func readMaxWindow(_ value: ConfigurationValue) -> Duration? {
        guard let window = value.duration(in: .days(1)...(.days(366))) else { return nil }
        guard window.components.seconds.isMultiple(of: 86_400), window.components.attoseconds == 0 else {
            return value.refused("must be whole days, got \(quoted(DurationText.format(window)))")
        }
        return window
    }

    func readHeaders(_ entries: [Entry], _ rules: HeaderRules) -> [Configuration.Header] {
        var headers: [Configuration.Header] = []
        var seen: Set<String> = []
        for entry in entries {
            if let reason = rules.fault(ofName: entry.name) {
                entry.faultOfName(reason)
                continue
            }
            let value = entry.value
            if !seen.insert(entry.name.lowercased()).inserted {
                value.fault("is given twice: letter case makes no difference in a header's name")
            }
            guard let text = value.text() else { continue }
            if let reason = HeaderRules.fault(ofValue: text) {
                value.fault("the header's value \(reason)")
                continue
            }
            headers.append(.init(name: entry.name, value: Secret(text)))
            value.warnIfExposed()
        }
        return headers.sorted { $0.name < $1.name }
    }
}
