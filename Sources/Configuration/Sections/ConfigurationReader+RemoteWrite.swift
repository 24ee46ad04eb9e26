import Ground

/// The keys of a receiver of `remote_write`.
enum ReceiverKey: String, SectionKey {
    static let place = "in a receiver of `remote_write`"
    case name, url, since, settle, batch, headers, tls, timeout
    case externalLabels = "external_labels"
    case basicAuth = "basic_auth"
    case bearerTokenFile = "bearer_token_file"
    case tlsConfig = "tls_config"
    case proxyURL = "proxy_url"
    case protobufMessage = "protobuf_message"
    case followRedirects = "follow_redirects"
}

extension ConfigurationReader {
    func readRemoteWrite(_ value: ConfigurationValue) -> [Configuration.RemoteWrite] {
        var lines: [String: Int] = [:]
        return (value.items() ?? []).compactMap { item in
            let section = Section<ReceiverKey>(item)
            guard section.isMapping, let receiver = readReceiver(section, item) else { return nil }
            if let line = lines[receiver.name] {
                (section[.name] ?? item).fault(
                    "two receivers are called \(quoted(receiver.name)) (the first is on line \(line)): give each a `name`"
                )
            }
            lines[receiver.name] = item.position.line
            return receiver
        }
    }

    private func readReceiver(_ section: Section<ReceiverKey>, _ item: ConfigurationValue) -> Configuration.RemoteWrite?
    {
        guard let value = section[.url] else {
            item.fault("`url` is missing: the address at which the receiver takes samples")
            return nil
        }
        guard let text = value.text() else { return nil }
        let url: ReceiverURL
        do {
            url = try ReceiverURL(text)
        } catch {
            value.fault(error.description)
            return nil
        }
        var receiver = Configuration.RemoteWrite(name: section[.name]?.label() ?? url.authority, url: url)
        section.read(.since, into: &receiver.since) { $0.duration(in: .hours(1)...DurationText.longest) }
        if let value = section[.since], receiver.since < Configuration.RemoteWrite.usualDelay {
            value.warn(
                "readings arrive a day or two late, and those older than `since` are not pushed: give more than 3d")
        }
        section.read(.settle, into: &receiver.settle) { value in
            let settle = value.duration(in: .minutes(1)...DurationText.longest, orZero: true)
            if let settle, settle >= receiver.since {
                value.fault(
                    "must be less than `since` (\(DurationText.format(receiver.since))), or nothing is ever pushed")
            }
            return settle
        }
        section.read(.batch, into: &receiver.batch) { $0.integer(in: 1...100_000) }
        receiver.externalLabels = readExternalLabels(section.entries(.externalLabels))
        receiver.headers = readHeaders(section.entries(.headers), HeaderRules.ofReceiver)
        receiver.credentials = readCredentials(section, among: receiver.headers)
        receiver.tls = readTLS(of: section)
        section.read(.proxyURL, into: &receiver.proxy, readProxy)
        checkRedirects(section[.followRedirects])
        section.read(.protobufMessage, into: &receiver.protobufMessage) { $0.choice() }
        section.read(.timeout, into: &receiver.timeout) { $0.duration(in: Self.timeout) }
        if url.isPlainAcrossNetwork {
            value.warn(
                "http sends readings\(receiver.hasSecrets ? " and secrets" : "") across the network unencrypted: use https"
            )
        }
        return receiver
    }

    private func checkRedirects(_ value: ConfigurationValue?) {
        guard let value, value.boolean() == true else { return }
        value.fault(
            "redirects are not followed: they could take samples and secrets to an unknown address. Give the final address as"
                + " `url`, and remove this key or write false")
    }

    private func readExternalLabels(_ entries: [Entry]) -> [String: String] {
        var labels: [String: String] = [:]
        checkReplicas(entries)
        for entry in entries where entry.name != Self.haTrackerLabel {
            let name = entry.name
            let isName =
                !name.isEmpty && !(name.utf8.first?.isASCIIDigit ?? true)
                && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
            if !isName || name.hasPrefix("__") {
                entry.faultOfName(
                    "\(quoted(name)) is not a label name: letters, digits and `_`, not beginning with a digit or `__`"
                )
            } else if ["metering_point", "delivery_category", "microproduction", "unit"].contains(name) {
                entry.faultOfName("`\(name)` is a label of the readings themselves")
            } else if let text = entry.value.label() {
                labels[name] = text
            }
        }
        return labels
    }
}

// MARK: Replicas

extension ConfigurationReader {
    /// The label by which Mimir, Cortex and Grafana Cloud distinguish the replicas of one cluster, by default
    /// (<https://grafana.com/docs/mimir/latest/configure/configure-high-availability-deduplication/>).
    private static let haTrackerLabel = "__replica__"
    /// Other labels that are often used for it.
    private static let replicaLabels: Set = ["prometheus_replica", "replica"]

    /// Refuses labels that make a receiver take the exporter for one of several replicas.
    private func checkReplicas(_ entries: [Entry]) {
        let advice = "Samples may be sent twice without harm: run one active exporter, and remove this label"
        let hasCluster = entries.contains { $0.name == "cluster" }
        for entry in entries {
            if entry.name == Self.haTrackerLabel || hasCluster && Self.replicaLabels.contains(entry.name) {
                entry.faultOfName(
                    "`\(entry.name)`\(entry.name == Self.haTrackerLabel ? "" : " together with `cluster`") makes the HA tracker of Mimir"
                        + " and Cortex drop the samples of every replica but the elected one, and answer as if it had stored them."
                        + " \(advice)"
                )
            } else if Self.replicaLabels.contains(entry.name) {
                entry.value.warn(
                    "two exporters with different replica labels make two series of each, unless the receiver merges them, as"
                        + " Thanos does in queries (--query.replica-label). \(advice)")
            }
        }
    }
}

extension Configuration.RemoteWrite {
    /// True if requests carry secrets.
    var hasSecrets: Bool { credentials != .none || !headers.isEmpty }
}
