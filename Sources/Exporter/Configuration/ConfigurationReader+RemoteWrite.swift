extension ConfigurationReader {
    func readRemoteWrite(_ value: ConfigurationValue) -> [Configuration.RemoteWrite] {
        var lines: [String: Int] = [:]
        return (value.items() ?? []).compactMap { item in
            let reader = MappingReader(
                item.node, path: item.path, keys: ConfigurationKeys.remoteWrite, context: context)
            guard reader.isMapping, let receiver = readReceiver(reader, item) else { return nil }
            if let line = lines[receiver.name] {
                (reader["name"] ?? item).fault(
                    "two receivers are called \(quoted(receiver.name)) (the first is on line \(line)): give each a `name`"
                )
            }
            lines[receiver.name] = item.position.line
            return receiver
        }
    }

    private func readReceiver(_ reader: MappingReader, _ item: ConfigurationValue) -> Configuration.RemoteWrite? {
        guard let value = reader["url"] else {
            item.fault("`url` is missing: where does the receiver take samples?")
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
        var receiver = Configuration.RemoteWrite(name: reader["name"]?.label() ?? url.authority, url: url)
        receiver.since = reader["since"]?.duration(in: .hours(1)...DurationText.longest) ?? receiver.since
        if let value = reader["since"], receiver.since < Configuration.RemoteWrite.usualDelay {
            value.warn(
                "readings come a day or two late, and what is older than `since` is not pushed: give more than 3d")
        }
        if let value = reader["settle"],
            let settle = value.duration(in: .minutes(1)...DurationText.longest, orZero: true)
        {
            receiver.settle = settle
            if settle >= receiver.since {
                value.fault(
                    "must be less than `since` (\(DurationText.format(receiver.since))), or nothing is ever pushed")
            }
        }
        receiver.batch = reader["batch"]?.integer(in: 1...100_000) ?? receiver.batch
        receiver.externalLabels = readExternalLabels(reader.mapping("external_labels", keys: nil))
        receiver.headers = readHeaders(reader.mapping("headers", keys: nil), HeaderRules.ofReceiver)
        receiver.credentials = readCredentials(reader, among: receiver.headers)
        receiver.tls = readTLS(reader.mapping("tls", keys: ConfigurationKeys.tls))
        receiver.timeout = reader["timeout"]?.duration(in: .seconds(1)...(.hours(1))) ?? receiver.timeout
        if url.isPlainAcrossNetwork {
            value.warn(
                "http sends readings\(receiver.hasSecrets ? " and secrets" : "") across the network unencrypted: use https"
            )
        }
        return receiver
    }

    private func readExternalLabels(_ reader: MappingReader) -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value) in reader.all {
            let isName =
                !name.isEmpty && !name.utf8.allSatisfy(\.isASCIIDigit) && !(name.utf8.first?.isASCIIDigit ?? true)
                && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
            if !isName || name.hasPrefix("__") {
                context.faults.add(
                    "\(quoted(name)) is no name of a label: letters, digits and `_`, not beginning with a digit or `__`",
                    at: value.keyPosition, path: reader.path)
            } else if ["metering_point", "delivery_category", "microproduction", "unit"].contains(name) {
                context.faults.add(
                    "`\(name)` is a label of the readings themselves", at: value.keyPosition, path: reader.path)
            } else if let text = value.label() {
                labels[name] = text
            }
        }
        return labels
    }

    private func readCredentials(
        _ reader: MappingReader, among headers: [Configuration.Header]
    ) -> Configuration.Credentials {
        var found: [(key: String, credentials: Configuration.Credentials)] = []
        let basic = reader.mapping("basic_auth", keys: ConfigurationKeys.basicAuth)
        let username = basic["username"].flatMap { $0.isEmptyText ? nil : $0 }
        let passwordFile = basic["password_file"].flatMap { $0.isEmptyText ? nil : $0 }
        switch (username, passwordFile) {
        case (let username?, let file?):
            if username.text()?.contains(":") ?? false { username.fault("must not hold a colon (RFC 7617)") }
            if let path = readSecretFile(file) {
                found.append(("basic_auth", .basic(username: username.text() ?? "", passwordFile: path)))
            }
        case (let username?, nil): username.fault("a user needs a password: give `password_file` too")
        case (nil, let file?): file.fault("a password needs its user: give `username` too")
        case (nil, nil): break
        }
        if let file = reader["bearer_token_file"], !file.isEmptyText, let path = readSecretFile(file) {
            found.append(("bearer_token_file", .bearer(tokenFile: path)))
        }
        let isInHeaders = headers.contains { $0.name.lowercased() == "authorization" }
        if let first = found.first, found.count > 1 || isInHeaders {
            let others = found.dropFirst().map { "`\($0.key)`" } + (isInHeaders ? ["the header Authorization"] : [])
            reader[first.key]?.fault("is given beside \(others.joined(separator: " and ")): keep one of them")
        }
        return found.first?.credentials ?? .none
    }

    /// The path of a file that holds one line of a secret.
    private func readSecretFile(_ value: ConfigurationValue) -> String? {
        guard let path = value.filePath() else { return nil }
        do {
            if try SecretFile.read(path).isWorldReadable {
                value.warn("\(quoted(path: path)) can be read by every user of this machine: chmod 640 it")
            }
            return path
        } catch {
            value.fault("\(quoted(path: path)) \(error.reason)")
            return nil
        }
    }
}

extension Configuration.RemoteWrite {
    /// Whether requests carry something that others must not see.
    var hasSecrets: Bool { credentials != .none || !headers.isEmpty }
}
