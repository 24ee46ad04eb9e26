/// A value of the file on its way to be a value of the program: where it stands, and a reader for each type.
///
/// Readers give nil where the value is not of their type; the fault is then in the list.
struct ConfigurationValue {
    let node: YAMLNode
    let keyPosition: SourcePosition
    let path: String
    let context: ReadingContext

    /// Where a fault of it is: a value that is not there has no place of its own.
    var position: SourcePosition { node.isNull ? keyPosition : node.position }

    /// Whether it is an item of a list, and so has no key.
    private var isItem: Bool { path.hasSuffix("]") }

    func fault(_ message: String) {
        context.faults.add(message, at: position, path: path)
    }

    func warn(_ message: String) {
        context.faults.warn(message, at: position, path: path)
    }

    /// The text as written, whatever YAML would make of it: quoted or not, a number is text.
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

    /// Text that is shown to people.
    func label() -> String? {
        guard let text = text() else { return nil }
        guard !text.hasControlCharacter else {
            return refused("must not hold a line break or another control character")
        }
        guard text.trimmed == text[...] else { return refused("must not begin or end with a blank") }
        return text
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

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let text, let isPlain) = node.content else {
            return node.isNull
                ? refused("has no value: give a whole number, or remove the key")
                : refused("expected a whole number, got \(node.kind)")
        }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isDecimal =
            !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
            && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
        guard isPlain, isDecimal else {
            return refused("expected a whole number in decimal digits without quotes, got \(quoted(text))")
        }
        guard let number = Int(text), range.contains(number) else {
            return refused("must be \(range.lowerBound) to \(range.upperBound), got \(quoted(text))")
        }
        return number
    }

    /// A number in decimal digits, with a fraction or without, at least as large as a bound.
    func decimal(from least: Int) -> Double? {
        guard case .scalar(let text, let isPlain) = node.content else {
            return node.isNull
                ? refused("has no value: give a number, or remove the key")
                : refused("expected a number, got \(node.kind)")
        }
        let isDecimal = text.utf8.allSatisfy { $0.isASCIIDigit || "-.".utf8.contains($0) }
        guard isPlain, isDecimal, let number = Double(text), number.isFinite else {
            return refused("expected a number in decimal digits without quotes, as in `45.5`, got \(quoted(text))")
        }
        guard number >= Double(least) else { return refused("must be at least \(least), got \(quoted(text))") }
        return number
    }

    func duration(in range: ClosedRange<Duration>, orZero: Bool = false) -> Duration? {
        guard let text = text() else { return nil }
        do {
            let duration = try DurationText.parse(text)
            if range.contains(duration) || (orZero && duration == .zero) { return duration }
            let zero = orZero ? "0 or " : ""
            return duration < range.lowerBound
                ? refused("must be \(zero)at least \(DurationText.format(range.lowerBound)), got \(quoted(text))")
                : refused("must be \(zero)at most \(DurationText.format(range.upperBound)), got \(quoted(text))")
        } catch {
            return refused(error.description)
        }
    }

    func size(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        do {
            let size = try SizeText.parse(text)
            if range.contains(size) { return size }
            let bounds = "\(SizeText.format(range.lowerBound)) to \(SizeText.format(range.upperBound))"
            return refused("must be \(bounds), got \(quoted(text))")
        } catch {
            return refused(error.description)
        }
    }

    /// One of the names of an enumeration.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> Choice? {
        guard let text = text() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = NearMiss.suggestion(for: text, among: names).map { ", did you mean `\($0)`?" } ?? ""
        return refused("must be \(names.map { "`\($0)`" }.joined(separator: " or ")), got \(quoted(text))\(near)")
    }

    /// A path, relative ones resolved against the configuration's folder. Empty text is no path, and no fault.
    func filePath() -> String? {
        guard let text = text(orEmpty: true), !text.isEmpty else { return nil }
        guard !text.hasPrefix("~") else { return refused("`~` is not expanded: write the whole path") }
        guard !text.hasControlCharacter else {
            return refused("must not hold a line break or another control character")
        }
        if text.hasPrefix("/") { return text }
        return "\(context.folder)/\(text.hasPrefix("./") ? String(text.dropFirst(2)) : text)"
    }

    /// The items of a list; nothing is an empty list.
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

    /// The items of a list of texts, each checked; faulty ones are left out, and a text that comes again is a warning.
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

    private func refused<Value>(_ message: String) -> Value? {
        fault(message)
        return nil
    }
}
