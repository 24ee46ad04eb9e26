/// Names of keys within the configuration, as faults show them: `api.tls.ca_file`, `customers[0].numbers[1]`.
enum ConfigurationPath {
    /// The path of a key below another.
    static func joined(_ path: String, _ key: String) -> String {
        let shown = showable(key) ?? "…"
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// The key, where it looks like one. What does not may be a secret that lost its place (`subscription_key:9f86d0…`
    /// without a blank is a key to YAML), and is not shown.
    static func showable(_ key: String) -> String? {
        let isKey = key.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        return isKey && !key.isEmpty && key.utf8.count <= 30 ? key : nil
    }
}
