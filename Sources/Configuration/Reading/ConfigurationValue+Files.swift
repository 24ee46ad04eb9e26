import Ground

extension ConfigurationValue {
    /// Reads a path, resolving a relative one against the configuration's folder. Empty text is no path, and no fault.
    func filePath() -> String? {
        guard let text = text(orEmpty: true), !text.isEmpty else { return nil }
        guard !text.hasPrefix("~") else { return refused("`~` is not expanded: write the full path") }
        guard !text.hasControlCharacter else {
            return refused("must not contain a line break or another control character")
        }
        if text.hasPrefix("/") { return text }
        return "\(context.folder)/\(text.hasPrefix("./") ? String(text.dropFirst(2)) : text)"
    }

    /// Reads the secret in the named file, and the file's path.
    func secretFile(_ form: SecretFile.Form) -> (path: String, secret: Secret)? {
        guard let path = filePath() else { return nil }
        if form == .subscriptionKey { context.files.insert(path) }
        let isLikeKey = form == .subscriptionKey && looksLikeKey && !SmallFile.exists(path)
        do {
            let (secret, isWorldReadable) = try SecretFile.read(path, as: form)
            if isWorldReadable { warnOfReaders(path) }
            return (path, secret)
        } catch {
            return refused(
                isLikeKey
                    ? "no such file (not shown: it looks like the key itself, which belongs in a file, or in "
                        + "`subscription_key`)"
                    : "\(quoted(path: path)) \(error.reason)")
        }
    }

    /// Reads a PEM file, and returns its path and text.
    ///
    /// - Parameters:
    ///   - label: the label in the first line of the expected content.
    ///   - isSecret: true if others must not be able to read the file.
    func pemFile(holding label: String, called name: String, isSecret: Bool = false) -> (path: String, text: String)? {
        guard let path = filePath() else { return nil }
        context.files.insert(path)
        // Larger files hold no certificates.
        let limit = 4 << 20
        do {
            let file = try SmallFile(path, limit: limit)
            let text = String(decoding: file.bytes, as: UTF8.self)
            guard text.contains("-----BEGIN "), text.contains(label) else {
                return refused("\(quoted(path: path)) contains no \(name) in PEM form")
            }
            if isSecret, file.isWorldReadable { warnOfReaders(path) }
            return (path, text)
        } catch {
            return refused("\(quoted(path: path)) cannot be read: \(error.reason(limit: limit))")
        }
    }

    /// Warns if the value is a secret in a configuration file that everyone can read.
    func warnIfExposed() {
        guard context.isWorldReadable else { return }
        warn("is a secret in a file that every user of this machine can read: chmod 640 the file")
    }

    private func warnOfReaders(_ path: String) {
        warn("\(quoted(path: path)) can be read by every user of this machine: chmod 640 it")
    }

    /// True if the text is more likely a subscription key than the path of one: a long word of letters and digits.
    private var looksLikeKey: Bool {
        guard case .scalar(let text, _) = node.content else { return false }
        return text.utf8.count >= 20 && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "+/=_".utf8.contains($0) }
            && !text.hasPrefix("/")
    }
}
