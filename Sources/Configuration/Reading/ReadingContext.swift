/// Objects that the readers of a configuration's parts share.
struct ReadingContext {
    let faults: FaultList
    let files: ReadFiles
    /// The folder that relative paths are relative to, as an absolute path.
    let folder: String
    let environment: [String: String]
    /// True if every user of the machine can read the configuration file.
    let isWorldReadable: Bool
    /// The keys of every kind of section, for hints where a key belongs.
    let sections: [any SectionKey.Type]

    /// Returns the keys and values of a mapping, in the order of the file; nil if it is something else, which is a
    /// fault.
    ///
    /// - Parameter node: a missing or empty one counts as a mapping without keys.
    func entries(of node: YAMLNode?, path: String) -> [Entry]? {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let pairs) = node.content else {
            let wanted =
                path.isEmpty ? "expected keys with values at the top of the file" : "expected a mapping of keys"
            faults.add("\(wanted), got \(node.kind)", at: node.position, path: path)
            return nil
        }
        return pairs.map { pair in
            let value = ConfigurationValue(
                node: pair.value, keyPosition: pair.position, path: ConfigurationPath.joined(path, pair.key),
                context: self)
            return Entry(name: pair.key, value: value, mappingPath: path)
        }
    }
}

/// A key of a mapping with its value.
struct Entry {
    let name: String
    let value: ConfigurationValue
    fileprivate let mappingPath: String

    /// Adds a fault of the key itself. The key may be a misplaced secret, so it is not part of the fault's path.
    func faultOfName(_ message: String) {
        value.context.faults.add(message, at: value.keyPosition, path: mappingPath)
    }
}
