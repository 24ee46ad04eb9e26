/// A value of a YAML file with its place: what the reader of the configuration works on.
///
/// Scalars keep the text as it is written, so that `0123`, `1_000` or `1e5` stay themselves; what a text means is for
/// the key to say. Aliases are resolved and stand where they are used.
struct YAMLNode {
    enum Content {
        /// Nothing, `~` or `null`.
        case null
        /// `isPlain`: written without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLPair])
    }

    let content: Content
    let position: SourcePosition
    /// How many values it stands for, itself and all below it, aliases expanded.
    let weight: Int
    /// How deep it is nested: 1 for a scalar, aliases expanded.
    let depth: Int

    init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
        let children: [YAMLNode] =
            switch content {
            case .null, .scalar: []
            case .sequence(let items): items
            case .mapping(let pairs): pairs.map(\.value)
            }
        weight = children.reduce(1) { $0 + $1.weight }
        depth = 1 + (children.map(\.depth).max() ?? 0)
    }

    /// The same value at the place of an alias that means it; what lies below keeps its own place.
    func moved(to position: SourcePosition) -> YAMLNode {
        YAMLNode(content, at: position)
    }

    /// What it is, as an error names it; never its content.
    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    var isNull: Bool {
        if case .null = content { true } else { false }
    }
}

/// A key and its value.
struct YAMLPair {
    let key: String
    let position: SourcePosition
    let value: YAMLNode
}
