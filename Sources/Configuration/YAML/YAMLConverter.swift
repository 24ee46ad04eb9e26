import Yams

/// Converts Yams' nodes to ``YAMLNode``s, and reports what YAML allows and a configuration does not.
struct YAMLConverter {
    /// Repeated keys of a mapping, by their place; see ``YAMLSource``.
    let repeatedKeys: [SourcePosition: String]
    let faults: FaultList

    /// Converts a document that ``AliasMeasure`` has passed: aliases are expanded in it.
    func convert(_ root: Node) -> YAMLNode {
        convert(root, path: "")
    }

    private func convert(_ node: Node, path: String) -> YAMLNode {
        let position = SourcePosition(node.mark)
        checkTag(of: node, at: position, path: path)
        let content: YAMLNode.Content =
            switch node {
            case .scalar(let scalar): self.content(of: scalar)
            case .sequence(let items): .sequence(items.enumerated().map { convert($1, path: "\(path)[\($0)]") })
            case .mapping(let pairs): .mapping(convert(pairs, path: path))
            // The parser never makes one: it resolves them.
            case .alias: .null
            }
        return YAMLNode(content: content, position: position)
    }

    private func content(of scalar: Node.Scalar) -> YAMLNode.Content {
        let isPlain = scalar.style == .plain || scalar.style == .any
        let isUntagged = ![Tag.Name.str.rawValue, Tag.Name.nonSpecific.rawValue].contains(scalar.tag.rawValue)
        guard isPlain, isUntagged else { return .scalar(scalar.string, isPlain: false) }
        if ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        return .scalar(scalar.string, isPlain: true)
    }

    private func convert(_ mapping: Node.Mapping, path: String) -> [YAMLPair] {
        var pairs: [YAMLPair] = []
        var firstOf: [String: SourcePosition] = [:]
        for (keyNode, valueNode) in mapping {
            let place = SourcePosition(keyNode.mark)
            guard case .scalar(let scalar) = keyNode else {
                faults.add("a key must be text", at: place, path: path)
                continue
            }
            let key = repeatedKeys[place] ?? scalar.string
            guard key != "<<" else {
                faults.add(
                    "`<<` (merge) is not supported: write the merged keys out here; a value may still be an alias, as in `tls: *name`",
                    at: place, path: path)
                continue
            }
            let keyPath = ConfigurationPath.joined(path, key)
            if let first = firstOf[key] {
                faults.add("is given twice: the first is on line \(first.line)", at: place, path: keyPath)
                // The last value is the one that is checked further.
                pairs.removeAll { $0.key == key }
            } else {
                firstOf[key] = place
            }
            pairs.append(YAMLPair(key: key, position: place, value: convert(valueNode, path: keyPath)))
        }
        return pairs
    }

    /// Refuses tags such as `!!int` or `!env`, because they would change the meaning of a value.
    private func checkTag(of node: Node, at position: SourcePosition, path: String) {
        let (tag, usual): (Tag, Tag.Name) =
            switch node {
            case .scalar(let scalar): (scalar.tag, .str)
            case .sequence(let sequence): (sequence.tag, .seq)
            case .mapping(let mapping): (mapping.tag, .map)
            case .alias(let alias): (alias.tag, .implicit)
            }
        let allowed: [Tag.Name] = [.implicit, .nonSpecific, usual]
        if !allowed.contains(where: { $0.rawValue == tag.rawValue }) {
            faults.add("a YAML tag has no meaning here: leave it out", at: position, path: path)
        }
    }
}
