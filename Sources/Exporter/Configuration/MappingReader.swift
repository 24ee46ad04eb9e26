/// Reads one mapping of the file: knows its keys, tells of all others, and reads each key's value or keeps the default.
struct MappingReader {
    let path: String
    /// Where the mapping is; nil where the file has none.
    let position: SourcePosition?
    let context: ReadingContext
    /// False where the file has something else in its place, which is a fault that is told.
    private(set) var isMapping = true
    private var values: [String: ConfigurationValue] = [:]

    /// - Parameters:
    ///   - node: the mapping; one that is not there, or is empty, leaves all defaults.
    ///   - keys: those that are known; nil where any will do.
    init(_ node: YAMLNode?, path: String, keys: [String]?, context: ReadingContext) {
        self.path = path
        self.context = context
        position = node?.position
        guard let node, !node.isNull else { return }
        guard case .mapping(let pairs) = node.content else {
            let wanted =
                path.isEmpty ? "expected keys with values at the top of the file" : "expected a mapping of keys"
            context.faults.add("\(wanted), got \(node.kind)", at: node.position, path: path)
            isMapping = false
            return
        }
        for pair in merged(pairs) {
            if let keys, !keys.contains(pair.key) {
                reportUnknown(pair, among: keys)
            } else {
                values[pair.key] = ConfigurationValue(
                    node: pair.value, keyPosition: pair.position, path: ConfigurationPath.joined(path, pair.key),
                    context: context)
            }
        }
    }

    /// Where a key is wrong or missing: at the key, else at the mapping.
    func position(of key: String) -> SourcePosition? { values[key]?.position ?? position }

    /// All keys that are given, in the order of the file.
    var all: [(key: String, value: ConfigurationValue)] {
        values.map { ($0.key, $0.value) }.sorted { ($0.1.keyPosition, $0.0) < ($1.1.keyPosition, $1.0) }
    }

    /// The value of a key; nil where it is not given.
    subscript(key: String) -> ConfigurationValue? { values[key] }

    /// Whether a key has no fault, so that what depends on it can be judged.
    func isSound(_ key: String) -> Bool { !context.faults.has(path: ConfigurationPath.joined(path, key)) }

    /// The mapping below a key.
    func mapping(_ key: String, keys: [String]?) -> MappingReader {
        MappingReader(values[key]?.node, path: ConfigurationPath.joined(path, key), keys: keys, context: context)
    }

    /// Keys merged by `<<` come after those that stand here, and of several the first has its way
    /// (yaml.org/type/merge.html).
    private func merged(_ pairs: [YAMLPair]) -> [YAMLPair] {
        var result = pairs.filter { $0.key != "<<" }
        for pair in pairs where pair.key == "<<" {
            let sources: [YAMLNode] = if case .sequence(let items) = pair.value.content { items } else { [pair.value] }
            for source in sources {
                guard case .mapping(let inherited) = source.content else {
                    context.faults.add(
                        "`<<` merges a mapping or a list of mappings, got \(source.kind)", at: source.position,
                        path: path)
                    continue
                }
                let known = Set(result.map(\.key))
                result += merged(inherited).filter { !known.contains($0.key) }
            }
        }
        return result
    }

    private func reportUnknown(_ pair: YAMLPair, among keys: [String]) {
        let message: String
        if let key = ConfigurationPath.showable(pair.key) {
            let hint =
                if let near = NearMiss.suggestion(for: key, among: keys) {
                    ", did you mean `\(near)`?"
                } else if let section = ConfigurationKeys.section(of: key) {
                    ": it belongs \(section)"
                } else {
                    ""
                }
            message = "unknown key `\(key)`\(hint)"
        } else {
            message = "unknown key (not shown: it does not look like one; is a blank missing after a colon?)"
        }
        context.faults.add(message, at: pair.position, path: path)
    }
}
