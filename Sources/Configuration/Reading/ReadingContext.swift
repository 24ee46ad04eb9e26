/// Everything that the readers of a configuration's parts share.
struct ReadingContext {
    let faults: FaultList
    let files: ReadFiles
    /// The folder that relative paths are relative to; a whole path.
    let folder: String
    let environment: [String: String]
    /// True where every user of the machine may read the configuration file.
    let isWorldReadable: Bool
    /// The keys of every kind of section, for hints where a key belongs.
    let sections: [any SectionKey.Type]

    /// The keys and values of a mapping, in the order of the file; nil where it is something else, which is a fault.
    ///
    /// - Parameter node: one that is not there, or is empty, is a mapping without keys.
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

    /// Adds a fault of the key itself, which may be a secret that lost its place: it is not part of the fault's path.
    func faultOfName(_ message: String) {
        value.context.faults.add(message, at: value.keyPosition, path: mappingPath)
    }
}
