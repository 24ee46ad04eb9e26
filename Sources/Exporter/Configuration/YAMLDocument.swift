import Yams

/// Reads the text of a YAML file into a ``YAMLNode``, with bounds that hostile input can not pass.
///
/// Yams resolves aliases by itself, which a few lines can blow up beyond every memory ("billion laughs"), forgets where
/// they stand, and stops at the first key given twice. So the asterisk is hidden from it under a character that the
/// file does not use, and aliases are resolved here, counted; and a key given twice is marked with another such
/// character and read again.
struct YAMLDocument {
    /// How many values the aliases of a file may stand for, all in all.
    static let expansionLimit = 100_000
    /// How deep mappings and lists may be nested.
    static let depthLimit = 50
    /// So many keys given twice are listed; the file is read once more for each.
    static let duplicateLimit = 20

    let faults: FaultList

    /// The one document of the text: nil where it is empty, or where a fault (now in the list) kept it from being read.
    func read(_ text: String) -> YAMLNode? {
        var scalars = text.unicodeScalars
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        if let position = Self.firstForbidden(in: scalars) {
            faults.add("a control character is not allowed in YAML text", at: position)
            return nil
        }
        guard let source = YAMLSource(scalars) else {
            faults.add("uses all private-use characters of Unicode, which leaves none for the reader", at: nil)
            return nil
        }
        return read(source)
    }

    private func read(_ source: YAMLSource) -> YAMLNode? {
        var source = source
        while true {
            do {
                // Rules to resolve `yes` or `1e3` are left out: the text as written is wanted, and they cost regular
                // expressions.
                let parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
                guard let root = try parser.nextRoot() else { return nil }
                if let second = try parser.nextRoot() {
                    faults.add(
                        "a second YAML document begins here: a configuration is one",
                        at: second.mark.map(source.position(of:)))
                    return nil
                }
                // Nodes hold their anchors weakly; the parser owns them.
                return withExtendedLifetime(parser) {
                    var converter = YAMLConverter(source: source, faults: faults)
                    return converter.convert(root: root)
                }
            } catch let YamlError.duplicatedKeysInMapping(_, context) {
                if source.marked < Self.duplicateLimit, source.markKey(at: context.mark) { continue }
                faults.add("a key is given more than once in one mapping", at: source.position(of: context.mark))
                return nil
            } catch {
                report(error, in: source)
                return nil
            }
        }
    }

    /// Tells a syntax error from its parts: the whole description of Yams' error quotes the file, and with it its
    /// secrets.
    private func report(_ error: any Error, in source: YAMLSource) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let position = source.position(of: mark)
            let began = context.map { " (\($0.text), which begins on line \($0.mark.line))" } ?? ""
            let hint =
                switch source.scalar(at: mark) {
                case "\t": "; indent with blanks, not with tabs"
                case "@", "`", "%": "; put a value that begins with this character in quotes"
                default: ""
                }
            faults.add("not valid YAML: \(problem)\(began)\(hint)", at: position)
        case YamlError.reader(let problem, _, _, _):
            faults.add("not valid YAML: \(problem)", at: nil)
        default:
            faults.add("not valid YAML", at: nil)
        }
    }

    /// The place of the first character that YAML does not allow (YAML 1.2, 5.1).
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
