import Yams

/// Measures what the aliases of a document stand for, before Yams puts it in their place.
///
/// Yams shares one copy of it among all aliases, which bounds its memory. But it walks through all of it where it
/// compares keys, and calls itself for each level of it where it frees it: a file of some lines can hang or crash it
/// ("billion laughs").
struct AliasMeasure {
    /// The most values that the aliases of a file may stand for, all in all.
    static let valueLimit = 100_000
    /// The deepest that mappings and lists may be nested, aliases expanded.
    static let depthLimit = 50

    private struct Size {
        /// Values, itself and all below it.
        var values = 1
        /// Levels of nesting; 1 for a scalar.
        var depth = 1
    }

    private var anchors: [String: Size] = [:]
    private var expanded = 0

    /// Measures a document.
    ///
    /// - Parameter root: the document, parsed with its aliases hidden.
    /// - Throws: ``YAMLFault`` where it goes beyond a limit.
    static func check(_ root: Node) throws(YAMLFault) {
        var measure = AliasMeasure()
        _ = try measure.size(of: root)
    }

    private mutating func size(of node: Node) throws(YAMLFault) -> Size {
        var size = Size()
        var children: [Node] = []
        switch node {
        case .scalar(let scalar): if let target = target(of: scalar) { size = target }
        case .sequence(let items): children = Array(items)
        case .mapping(let pairs):
            children = pairs.flatMap { [$0.key, $0.value] }
            try checkKeys(of: pairs)
        // The parser never makes one.
        case .alias: break
        }
        for child in children {
            let part = try self.size(of: child)
            size.values += part.values
            size.depth = max(size.depth, part.depth + 1)
        }
        guard expanded <= Self.valueLimit else {
            throw YAMLFault("the aliases stand for more than \(Self.valueLimit) values", at: node.mark)
        }
        guard size.depth <= Self.depthLimit else {
            throw YAMLFault("is nested more than \(Self.depthLimit) deep", at: node.mark)
        }
        if let anchor = node.anchor { anchors[anchor.rawValue] = size }
        return size
    }

    /// Yams resolves the tag of a key in place, which changes what an alias of it is as a value.
    private func checkKeys(of mapping: Node.Mapping) throws(YAMLFault) {
        for (key, _) in mapping {
            guard case .scalar(let scalar) = key, scalar.style == .plain, YAMLSource.aliasName(scalar.string) != nil
            else { continue }
            throw YAMLFault("a key must be text", at: key.mark)
        }
    }

    /// The size of the value that a hidden alias stands for. A name that no anchor has is for Yams to tell.
    private mutating func target(of scalar: Node.Scalar) -> Size? {
        guard scalar.style == .plain, let name = YAMLSource.aliasName(scalar.string), let target = anchors[name] else {
            return nil
        }
        expanded += target.values
        return target
    }
}
