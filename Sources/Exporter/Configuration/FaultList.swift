/// Collects what is wrong while a configuration is read, so that every fault is told at once.
final class FaultList {
    private let file: String
    private var faults: [ConfigurationFault] = []
    private var warnings: [ConfigurationFault] = []

    init(file: String) {
        self.file = file
    }

    var isEmpty: Bool { faults.isEmpty }

    func add(_ message: String, at position: SourcePosition?, path: String = "") {
        faults.append(.init(file: file, position: position, keyPath: path, message: message))
    }

    func warn(_ message: String, at position: SourcePosition?, path: String = "") {
        warnings.append(.init(file: file, position: position, keyPath: path, message: message))
    }

    /// Whether that very key has a fault: what depends on its value need not be judged.
    func has(path: String) -> Bool {
        faults.contains { $0.keyPath == path }
    }

    /// Whether anything at or below a key has a fault.
    func hasAny(at path: String) -> Bool {
        faults.contains { $0.keyPath.hasPrefix(path) }
    }

    /// All faults as an error.
    var error: ConfigurationError {
        ConfigurationError(faults: Self.sorted(faults), warnings: Self.sorted(warnings))
    }

    var sortedWarnings: [ConfigurationFault] { Self.sorted(warnings) }

    /// By place; those of the whole file first, those of one place in the order in which they were found.
    private static func sorted(_ list: [ConfigurationFault]) -> [ConfigurationFault] {
        let start = SourcePosition(line: 0, column: 0)
        return list.enumerated().sorted {
            ($0.element.position ?? start, $0.offset) < ($1.element.position ?? start, $1.offset)
        }.map(\.element)
    }
}
