import Ground

/// Collects faults while a configuration is read, so that all of them are reported at once.
final class FaultList {
    private let file: String
    private var faults: [ConfigurationFault] = []
    private var warnings: [ConfigurationFault] = []

    init(file: String) {
        self.file = file
    }

    var isEmpty: Bool { faults.isEmpty }

    /// - Parameter file: the file at fault; nil for the configuration file.
    func add(_ message: String, at position: SourcePosition?, path: String = "", file: String? = nil) {
        faults.append(.init(file: file ?? self.file, position: position, keyPath: path, message: message))
    }

    func warn(_ message: String, at position: SourcePosition?, path: String = "") {
        warnings.append(.init(file: file, position: position, keyPath: path, message: message))
    }

    /// Returns true if that very key has a fault, so that anything that depends on its value need not be judged.
    func has(path: String) -> Bool {
        faults.contains { $0.keyPath == path }
    }

    /// Returns true if a key, or anything below it, has a fault.
    func hasAny(at path: String) -> Bool {
        faults.contains { $0.keyPath.hasPrefix(path) }
    }

    /// All faults as an error.
    var error: ConfigurationError {
        ConfigurationError(faults: sorted(faults), warnings: sorted(warnings))
    }

    var sortedWarnings: [ConfigurationFault] { sorted(warnings) }

    /// Sorts by file, the configuration first, and by place: faults of a whole file come first, and those of one place in
    /// the order in which they were found.
    private func sorted(_ list: [ConfigurationFault]) -> [ConfigurationFault] {
        let start = SourcePosition(line: 0, column: 0)
        return list.enumerated().sorted {
            let (left, right) = ($0.element, $1.element)
            guard left.file == right.file else {
                return left.file == file || right.file != file && left.file < right.file
            }
            return (left.position ?? start, $0.offset) < (right.position ?? start, $1.offset)
        }.map(\.element)
    }
}

/// Names of keys within the configuration, as faults show them: `api.tls.ca_file`, `customers[0].numbers[1]`.
enum ConfigurationPath {
    /// The path of a key below another.
    static func joined(_ path: String, _ key: String) -> String {
        let shown = showable(key) ?? "…"
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// Returns the key if it looks like one. Otherwise it may be a misplaced secret (`subscription_key:9f86d0…` without
    /// a blank is a key to YAML), and is not shown.
    static func showable(_ key: String) -> String? {
        let isKey = key.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        return isKey && !key.isEmpty && key.utf8.count <= 30 ? key : nil
    }
}
