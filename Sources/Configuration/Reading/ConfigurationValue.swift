import Ground

/// A value of the file, with its place and a reader for each type.
///
/// A reader returns nil if the value is not of its type, after adding the fault to the list.
///
/// ```swift
/// let interval = section[.pollInterval]?.duration(in: .minutes(1)...(.hours(1)))
/// ```
struct ConfigurationValue {
    let node: YAMLNode
    let keyPosition: SourcePosition
    let path: String
    let context: ReadingContext

    /// The place of its faults; a missing value has no place of its own, so its key's is used.
    var position: SourcePosition { node.isNull ? keyPosition : node.position }

    /// True for an item of a list, which has no key.
    private var isItem: Bool { path.hasSuffix("]") }

    /// True for empty text, which means "not given" if the default is empty.
    var isEmptyText: Bool {
        if case .scalar("", _) = node.content { true } else { false }
    }

    func fault(_ message: String) {
        context.faults.add(message, at: position, path: path)
    }

    func warn(_ message: String) {
        context.faults.warn(message, at: position, path: path)
    }

    /// Reads the text as written, whatever YAML would make of it: a number is text, quoted or not.
    func text(orEmpty: Bool = false) -> String? {
        switch node.content {
        case .scalar("", _) where !orEmpty:
            fault("must not be empty")
        case .scalar(let text, _):
            return text
        case .null:
            fault("has no value: give one, or remove the \(isItem ? "item" : "key")")
        case .sequence, .mapping:
            fault("expected text, got \(node.kind)")
        }
        return nil
    }

    /// Reads text that is shown to people.
    func label() -> String? {
        guard let text = text() else { return nil }
        if let reason = Self.faultOfLabel(text) { return refused(reason) }
        return text
    }

    /// Returns the reason that a text cannot be shown to people as it is; nil if it can.
    static func faultOfLabel(_ text: String) -> String? {
        if text.isEmpty { return "must not be empty" }
        if text.hasControlCharacter { return "must not contain a line break or another control character" }
        return text.trimmed == text[...] ? nil : "must not begin or end with a blank"
    }

    func boolean() -> Bool? {
        switch node.content {
        case .scalar("true", isPlain: true): true
        case .scalar("false", isPlain: true): false
        case .scalar("true", _), .scalar("false", _): refused("expected true or false without quotes")
        case .scalar(let text, _): refused("expected true or false, got \(quoted(text))")
        case .null: refused("has no value: give true or false, or remove the key")
        case .sequence, .mapping: refused("expected true or false, got \(node.kind)")
        }
    }

    /// Reads one of the names of an enumeration.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type = Choice.self) -> Choice? {
        guard let text = text() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = NearMiss.suggestion(for: text, among: names).map { ", did you mean `\($0)`?" } ?? ""
        return refused("must be \(names.map { "`\($0)`" }.joined(separator: " or ")), got \(quoted(text))\(near)")
    }

    /// Reads the items of a list; an absent value is an empty list.
    func items() -> [ConfigurationValue]? {
        switch node.content {
        case .null: return []
        case .scalar, .mapping: return refused("expected a list, got \(node.kind)")
        case .sequence(let nodes):
            return nodes.enumerated().map { index, item in
                ConfigurationValue(
                    node: item, keyPosition: item.position, path: "\(path)[\(index)]", context: context)
            }
        }
    }

    /// Reads the items of a list of texts, each checked; faulty ones are left out, and a repeated text gives a warning.
    func texts(_ check: (String) -> String? = { _ in nil }) -> [String] {
        var texts: [String] = []
        var seen: Set<String> = []
        for item in items() ?? [] {
            guard let text = item.label() else { continue }
            if let reason = check(text) {
                item.fault(reason)
            } else if seen.insert(text).inserted {
                texts.append(text)
            } else {
                item.warn("\(quoted(text)) is given twice")
            }
        }
        return texts
    }

    /// Adds a fault, and returns nil as readers do.
    func refused<Value>(_ message: String) -> Value? {
        fault(message)
        return nil
    }
}
