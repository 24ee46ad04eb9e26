import Ground

extension ConfigurationReader {
    /// The key that `api`, the environment or systemd gives to all groups.
    enum SharedKey {
        case found(SubscriptionKey.Found)
        /// There is none.
        case absent
        /// There is one in the file, whose fault has been reported.
        case faulty
        /// There is one outside of the file that cannot be used; reported if a group needs it.
        case broken(reason: String)
    }

    /// Reads the shared key. See ``SubscriptionKey`` for the order of its sources.
    func readKey(_ api: Section<APIKey>) -> SharedKey {
        let file = api[.subscriptionKeyFile].flatMap { $0.isEmptyText ? nil : $0 }
        if let inline = api[.subscriptionKey] {
            if let file {
                inline.fault(
                    "is given together with `subscription_key_file` (line \(file.position.line)): keep one of the two")
                return .faulty
            }
            guard let text = inline.text() else { return .faulty }
            do {
                let key = try SecretFile.secret(in: text, as: .subscriptionKey)
                inline.warnIfExposed()
                return .found(.init(key: key, source: .configuration))
            } catch {
                inline.fault(error.reason)
                return .faulty
            }
        }
        if let file {
            return readKeyFile(file).map(SharedKey.found) ?? .faulty
        }
        if let path = SubscriptionKey.credentialPath(context.environment) { context.files.insert(path) }
        do {
            return try SubscriptionKey.outside(context.environment).map(SharedKey.found) ?? .absent
        } catch {
            return .broken(reason: error.reason)
        }
    }

    /// Returns a group's own key, or else the shared one; nil if there is no valid one.
    func effectiveKey(_ group: Section<GroupKey>, shared: SharedKey) -> SubscriptionKey.Found? {
        if let file = group[.subscriptionKeyFile], !file.isEmptyText { return readKeyFile(file) }
        return if case .found(let found) = shared { found } else { nil }
    }

    private func readKeyFile(_ value: ConfigurationValue) -> SubscriptionKey.Found? {
        value.secretFile(.subscriptionKey).map { .init(key: $0.secret, source: .file($0.path)) }
    }
}
