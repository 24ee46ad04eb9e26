extension ConfigurationReader {
    /// What `api` and the world outside of the file have by way of a key.
    enum SharedKey {
        case found(SubscriptionKey.Found)
        /// There is none.
        case absent
        /// There is one in the file, and its fault is told.
        case faulty
        /// There is one outside of the file that can not be used; to be told where a group needs it.
        case broken(reason: String)
    }

    /// The key of `api`, else that of the environment, else the systemd credential. See ``SubscriptionKey`` for the
    /// order.
    func readKey(_ api: MappingReader) -> SharedKey {
        let file = api["subscription_key_file"].flatMap { $0.isEmptyText ? nil : $0 }
        if let inline = api["subscription_key"] {
            if let file {
                inline.fault(
                    "is given beside `subscription_key_file` (line \(file.position.line)): keep one of the two")
                return .faulty
            }
            guard let text = inline.text() else { return .faulty }
            do {
                let key = try SubscriptionKey.check(text)
                warnIfExposed(inline)
                return .found(.init(key: key, source: .configuration))
            } catch {
                inline.fault(error.reason)
                return .faulty
            }
        }
        if let file {
            return readKeyFile(file).map(SharedKey.found) ?? .faulty
        }
        do {
            return try SubscriptionKey.outside(context.environment).map(SharedKey.found) ?? .absent
        } catch {
            return .broken(reason: error.reason)
        }
    }

    /// A group's own key, else the shared one; nil where there is none, or none that is sound.
    func effectiveKey(_ group: MappingReader, shared: SharedKey) -> SubscriptionKey.Found? {
        if let file = group["subscription_key_file"], !file.isEmptyText { return readKeyFile(file) }
        return if case .found(let found) = shared { found } else { nil }
    }

    private func readKeyFile(_ value: ConfigurationValue) -> SubscriptionKey.Found? {
        guard let path = value.filePath() else { return nil }
        let isKeyLike = value.looksLikeKey && !FileReader.exists(path)
        do {
            let (key, isWorldReadable) = try SubscriptionKey.read(path)
            if isWorldReadable {
                value.warn("\(quoted(path: path)) can be read by every user of this machine: chmod 640 it")
            }
            return .init(key: key, source: .file(path))
        } catch {
            value.fault(
                isKeyLike
                    ? "no such file (not shown: it looks like the key itself, which belongs in a file, or in "
                        + "`subscription_key`)"
                    : "\(quoted(path: path)) \(error.reason)")
            return nil
        }
    }
}

extension ConfigurationValue {
    /// Written as empty text, which stands for "not given" where the default is empty.
    var isEmptyText: Bool {
        if case .scalar("", _) = node.content { true } else { false }
    }

    /// Whether the value of a path's key is more likely the key than a path: a long word of letters and digits.
    fileprivate var looksLikeKey: Bool {
        guard case .scalar(let text, _) = node.content else { return false }
        return text.utf8.count >= 20 && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "+/=_".utf8.contains($0) }
            && !text.hasPrefix("/")
    }
}
