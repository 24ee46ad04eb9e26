extension ConfigurationReader {
    func readAPI(_ reader: MappingReader) -> Configuration.API {
        var api = Configuration.API()
        readURL(reader, into: &api)
        if let value = reader["version"], let version = value.text(orEmpty: true) {
            if version.isEmpty {
                api.version = nil
            } else if let reason = HeaderRules.fault(ofValue: version) {
                value.fault("the version is sent as a header and \(reason)")
            } else {
                api.version = version
            }
        }
        api.headers = readHeaders(reader.mapping("headers", keys: nil), HeaderRules.ofAPI)
        api.tls = readTLS(reader.mapping("tls", keys: ConfigurationKeys.tls))
        if let value = reader["proxy"], let text = value.text(orEmpty: true), !text.isEmpty {
            do {
                let proxy = try ProxyURL(text)
                if proxy.hasPassword { warnIfExposed(value) }
                api.proxy = proxy
            } catch {
                value.fault(error.description)
            }
        }
        api.listEncoding = reader["list_encoding"]?.choice(of: Configuration.ListEncoding.self) ?? api.listEncoding
        api.timeout = reader["timeout"]?.duration(in: .seconds(1)...(.hours(1))) ?? api.timeout
        api.maxResponseSize = reader["max_response_size"]?.size(in: 1 << 10...4 << 30) ?? api.maxResponseSize
        api.maxConcurrentRequests = reader["max_concurrent_requests"]?.integer(in: 1...16) ?? api.maxConcurrentRequests
        api.maxRetries = reader["max_retries"]?.integer(in: 0...20) ?? api.maxRetries
        api.pageSize = reader["page_size"]?.integer(in: 0...1_000_000_000) ?? api.pageSize
        if let value = reader["max_window"], let window = value.duration(in: .days(1)...(.days(366))) {
            api.maxWindow = window
            if !window.components.seconds.isMultiple(of: 86_400) || window.components.attoseconds != 0 {
                value.fault("must be whole days, got \(quoted(DurationText.format(window)))")
            }
        }
        return api
    }

    private func readURL(_ reader: MappingReader, into api: inout Configuration.API) {
        guard let value = reader["url"], let text = value.text() else { return }
        do {
            api.url = try BaseURL(text)
            if api.url.isPlainAcrossNetwork {
                value.warn("http sends the subscription key across the network unencrypted: use https")
            }
        } catch {
            value.fault(error.description)
        }
    }

    func readHeaders(_ reader: MappingReader, _ rules: HeaderRules) -> [Configuration.Header] {
        var headers: [Configuration.Header] = []
        var seen: Set<String> = []
        for (name, value) in reader.all {
            if let reason = rules.fault(ofName: name) {
                context.faults.add(reason, at: value.keyPosition, path: reader.path)
                continue
            }
            if !seen.insert(name.lowercased()).inserted {
                value.fault("is given twice: letter case makes no difference in a header's name")
            }
            guard let text = value.text() else { continue }
            if let reason = HeaderRules.fault(ofValue: text) {
                value.fault("the header's value \(reason)")
                continue
            }
            headers.append(.init(name: name, value: SecretText(text)))
            warnIfExposed(value)
        }
        return headers.sorted { $0.name < $1.name }
    }

    /// A secret stands in the configuration file itself, there for all to read.
    func warnIfExposed(_ value: ConfigurationValue) {
        guard context.isWorldReadable else { return }
        value.warn("is a secret in a file that every user of this machine can read: chmod 640 the file")
    }
}
