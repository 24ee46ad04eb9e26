import Yams

/// Turns the nodes of Yams into ``YAMLNode``s, and resolves aliases within bounds.
struct YAMLConverter {
    let source: YAMLSource
    let faults: FaultList
    private var anchors: [String: YAMLNode] = [:]
    private var expanded = 0

    /// Ends the reading: the fault is in the list.
    private struct Stopped: Error {}

    init(source: YAMLSource, faults: FaultList) {
        self.source = source
        self.faults = faults
    }

    /// The whole document; nil where a fault, now in the list, stopped it.
    mutating func convert(root: Node) -> YAMLNode? {
        try? convert(root, path: "")
    }

    private mutating func convert(_ node: Node, path: String) throws(Stopped) -> YAMLNode {
        let position = position(of: node)
        checkTag(of: node, at: position, path: path)
        let converted: YAMLNode =
            switch node {
            case .scalar(let scalar): try convert(scalar, at: position, path: path)
            case .sequence(let sequence): try convert(sequence, at: position, path: path)
            case .mapping(let mapping): try convert(mapping, at: position, path: path)
            // The parser never makes one: it resolves aliases, and sees none here.
            case .alias: YAMLNode(.null, at: position)
            }
        guard converted.depth <= YAMLDocument.depthLimit else {
            faults.add("is nested more than \(YAMLDocument.depthLimit) deep", at: position)
            throw Stopped()
        }
        if let anchor = node.anchor { anchors[anchor.rawValue] = converted }
        return converted
    }

    private mutating func convert(
        _ scalar: Node.Scalar, at position: SourcePosition, path: String
    ) throws(Stopped) -> YAMLNode {
        let isPlain = scalar.style == .plain || scalar.style == .any
        if isPlain, let name = source.aliasName(scalar.string) {
            return try resolve(alias: name, at: position, path: path)
        }
        let isUntagged = ![Tag.Name.str.rawValue, Tag.Name.nonSpecific.rawValue].contains(scalar.tag.rawValue)
        if isPlain, isUntagged, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
            return YAMLNode(.null, at: position)
        }
        return YAMLNode(.scalar(source.restored(scalar.string), isPlain: isPlain && isUntagged), at: position)
    }

    private mutating func convert(
        _ sequence: Node.Sequence, at position: SourcePosition, path: String
    ) throws(Stopped) -> YAMLNode {
        var items: [YAMLNode] = []
        for (index, item) in sequence.enumerated() {
            items.append(try convert(item, path: "\(path)[\(index)]"))
        }
        return YAMLNode(.sequence(items), at: position)
    }

    private mutating func convert(
        _ mapping: Node.Mapping, at position: SourcePosition, path: String
    ) throws(Stopped) -> YAMLNode {
        var pairs: [YAMLPair] = []
        var firstOf: [String: SourcePosition] = [:]
        for (keyNode, valueNode) in mapping {
            let place = self.position(of: keyNode)
            guard case .scalar(let scalar) = keyNode, source.aliasName(scalar.string) == nil else {
                faults.add("a key must be text", at: place, path: path)
                continue
            }
            let (key, comesAgain) = source.restoredKey(scalar.string)
            let keyPath = ConfigurationPath.joined(path, key)
            let value = try convert(valueNode, path: keyPath)
            if let first = firstOf[key] {
                faults.add("is given twice: the first is on line \(first.line)", at: place, path: keyPath)
            }
            firstOf[key] = firstOf[key] ?? place
            // Of a key given twice the last value is the one that goes on to be checked.
            if !comesAgain { pairs.append(YAMLPair(key: key, position: place, value: value)) }
        }
        return YAMLNode(.mapping(pairs), at: position)
    }

    private mutating func resolve(
        alias name: String, at position: SourcePosition, path: String
    ) throws(Stopped) -> YAMLNode {
        guard let target = anchors[name] else {
            faults.add("there is no anchor of that name above this alias", at: position, path: path)
            throw Stopped()
        }
        expanded += target.weight
        guard expanded <= YAMLDocument.expansionLimit else {
            faults.add("the aliases stand for more than \(YAMLDocument.expansionLimit) values", at: position)
            throw Stopped()
        }
        return target.moved(to: position)
    }

    /// Tags such as `!!int` or `!env` would change what a value means, so they are refused rather than passed over.
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

    private func position(of node: Node) -> SourcePosition {
        node.mark.map(source.position(of:)) ?? SourcePosition(line: 1, column: 1)
    }
}
