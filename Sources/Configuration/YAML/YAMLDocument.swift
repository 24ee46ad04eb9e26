import Yams

/// Reads the text of a YAML file into a ``YAMLNode``, within limits that hold for hostile input.
///
/// The text is parsed twice: once with its aliases hidden, to measure their expansion, and once as it is.
struct YAMLDocument {
    let faults: FaultList

    /// Returns the only document of the text: nil if it is empty, or if a fault (now in the list) kept it from being
    /// read.
    func read(_ text: String) -> YAMLNode? {
        var scalars = text.unicodeScalars
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        if let position = Self.firstForbidden(in: scalars) {
            faults.add("a control character is not allowed in YAML text", at: position)
            return nil
        }
        var source = YAMLSource(scalars)
        do {
            guard let hidden = try parse(&source, \.textWithoutAliases) else { return nil }
            // Nodes hold their anchors weakly; the parser owns them.
            try withExtendedLifetime(hidden.parser) { try AliasMeasure.check(hidden.root) }
            guard let root = try parse(&source, \.text)?.root else { return nil }
            return YAMLConverter(repeatedKeys: source.repeatedKeys, faults: faults).convert(root)
        } catch {
            report(error, in: source)
            return nil
        }
    }

    /// Parses the text again until Yams finds no more repeated keys: it stops at the first of them.
    private func parse(
        _ source: inout YAMLSource, _ text: KeyPath<YAMLSource, String>
    ) throws -> (root: Node, parser: Parser)? {
        while true {
            do {
                // Rules to resolve `yes` or `1e3` are left out: only the text as written is needed, and they cost
                // regular
                // expressions.
                let parser = try Parser(yaml: source[keyPath: text], resolver: .basic, encoding: .utf8)
                guard let root = try parser.nextRoot() else { return nil }
                if let second = try parser.nextRoot() {
                    throw YAMLFault("a second YAML document begins here: a configuration has one", at: second.mark)
                }
                return (root, parser)
            } catch let YamlError.duplicatedKeysInMapping(keys, context) {
                guard let key = keys.first, source.renameRepeated(key, at: context.mark) else {
                    throw YAMLFault("a key is given more than once in one mapping", at: context.mark)
                }
            }
        }
    }

    /// Reports a syntax error from its parts, because the whole description of Yams' error quotes the file, secrets
    /// included.
    private func report(_ error: any Error, in source: YAMLSource) {
        switch error {
        case let fault as YAMLFault:
            faults.add(fault.message, at: fault.position)
        case YamlError.composer(_, "found undefined alias", let mark, _):
            faults.add("there is no anchor of that name above this alias", at: SourcePosition(mark))
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let began = context.map { " (\($0.text), which begins on line \($0.mark.line))" } ?? ""
            let hint =
                switch source.scalar(at: mark) {
                case "\t": "; indent with blanks, not with tabs"
                case "@", "`", "%": "; put a value that begins with this character in quotes"
                default: ""
                }
            faults.add("not valid YAML: \(problem)\(began)\(hint)", at: SourcePosition(mark))
        case YamlError.reader(let problem, _, _, _):
            faults.add("not valid YAML: \(problem)", at: nil)
        default:
            faults.add("not valid YAML", at: nil)
        }
    }

    /// Returns the place of the first character that YAML does not allow (YAML 1.2, 5.1).
    private static func firstForbidden(in scalars: String.UnicodeScalarView) -> SourcePosition? {
        var line = 1
        var column = 1
        for scalar in scalars {
            switch scalar.value {
            case 0x0A: (line, column) = (line + 1, 0)
            case 0x09, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x1_0000...: break
            default: return SourcePosition(line: line, column: column)
            }
            column += 1
        }
        return nil
    }
}

/// A fault that ends the reading of a document.
struct YAMLFault: Error {
    let message: String
    let position: SourcePosition

    init(_ message: String, at mark: Mark?) {
        self.message = message
        position = SourcePosition(mark)
    }
}

extension SourcePosition {
    /// The place that Yams names; the parser gives every node one.
    init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
