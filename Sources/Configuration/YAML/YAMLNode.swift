/// A value of a YAML file with its place.
///
/// Scalars keep the text as it is written, so that `0123`, `1_000` or `1e5` stay themselves; each key interprets its
/// text. An alias is the value of its anchor, at the place of that value.
struct YAMLNode {
    enum Content {
        /// Nothing, `~` or `null`.
        case null
        /// Text as it is written; plain if it has no quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLPair])
    }

    let content: Content
    let position: SourcePosition

    /// The name of its type, for an error; never its content.
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
