import Yams

/// Measures the expansion of a document's aliases before Yams expands them.
///
/// Yams shares one copy among all aliases of an anchor, which bounds its memory. But it walks through every expanded
/// value when it compares keys, and recurses into each level when it frees it: a file of a few lines can hang or crash
/// it ("billion laughs").
struct AliasMeasure {
    /// The most values to which the aliases of a file may expand.
    static let valueLimit = 100_000
    /// The deepest nesting of mappings and lists, with aliases expanded.
    static let depthLimit = 50

    private struct Size {
        /// The number of values: itself and everything below it.
        var values = 1
        /// The levels of nesting; 1 for a scalar.
        var depth = 1
    }

    private var anchors: [String: Size] = [:]
    private var expanded = 0

    /// Measures a document.
    ///
    /// - Parameter root: the document, parsed with its aliases hidden.
    /// - Throws: ``YAMLFault`` beyond a limit.
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

    /// Refuses aliases as keys. Yams resolves the tag of a key in place, which would change the meaning of the alias as
    /// a value.
    private func checkKeys(of mapping: Node.Mapping) throws(YAMLFault) {
        for (key, _) in mapping {
            guard case .scalar(let scalar) = key, scalar.style == .plain, YAMLSource.aliasName(scalar.string) != nil
            else { continue }
            throw YAMLFault("a key must be text", at: key.mark)
        }
    }

    /// Returns the size of the value behind a hidden alias. An unknown anchor is left for Yams to report.
    private mutating func target(of scalar: Node.Scalar) -> Size? {
        guard scalar.style == .plain, let name = YAMLSource.aliasName(scalar.string), let target = anchors[name] else {
            return nil
        }
        expanded += target.values
        return target
    }
}
