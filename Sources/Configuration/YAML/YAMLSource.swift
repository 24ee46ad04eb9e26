import Ground
import Yams

/// The text of a YAML file in the forms that Yams reads. Every character keeps its place in all of them.
struct YAMLSource {
    /// The replacement of `*`, which makes an alias a plain scalar to Yams.
    private static let hiddenAsterisk: Unicode.Scalar = "\u{F8FF}"
    /// The most keys to rename: the file is parsed once more for each.
    private static let renameLimit = 20

    private var scalars: [Unicode.Scalar]
    private var renames = 0
    /// Repeated keys of a mapping, by their place. Each was renamed, so that Yams reads on.
    private(set) var repeatedKeys: [SourcePosition: String] = [:]

    init(_ text: String.UnicodeScalarView) {
        scalars = Array(text)
    }

    /// The text with its aliases.
    var text: String { Self.string(scalars) }

    /// The text with a plain scalar for each alias; see ``aliasName(_:)``.
    var textWithoutAliases: String { Self.string(scalars.map { $0 == "*" ? Self.hiddenAsterisk : $0 }) }

    /// Returns the alias behind a plain scalar of ``textWithoutAliases``; nil if it was none.
    ///
    /// A file's own scalar that begins with that private-use character is measured as an alias too.
    static func aliasName(_ scalar: String) -> String? {
        guard scalar.unicodeScalars.first == hiddenAsterisk else { return nil }
        let isOfName = { (byte: UInt8) in
            byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return String(Substring(scalar.utf8.dropFirst(hiddenAsterisk.utf8.count).prefix(while: isOfName)))
    }

    /// Makes a repeated key different from every other, by a private-use character in place of its first one.
    ///
    /// - Parameter key: as Yams read it.
    /// - Returns: false if nothing was done: it is no simple key, or too many were renamed before.
    mutating func renameRepeated(_ key: String, at mark: Mark) -> Bool {
        guard renames < Self.renameLimit, var index = index(of: mark), let first = scalar(at: mark) else {
            return false
        }
        if ["\"", "'"].contains(first) { index += 1 }
        let indicators: [Unicode.Scalar] = ["&", "*", "!", "?", "|", ">", "[", "{", "%", "@", "`", "\"", "'"]
        guard index < scalars.count, !indicators.contains(scalars[index]),
            let name = Unicode.Scalar(0xE000 + UInt32(renames))
        else { return false }
        scalars[index] = name
        renames += 1
        let position = SourcePosition(mark)
        if repeatedKeys[position] == nil {
            repeatedKeys[position] = key.replacing(String(Self.hiddenAsterisk), with: "*")
        }
        return true
    }

    /// The character at a place; nil at the end.
    func scalar(at mark: Mark) -> Unicode.Scalar? {
        guard let index = index(of: mark), index < scalars.count else { return nil }
        return scalars[index]
    }

    /// Lines end as libyaml sees it: at LF, CR, CR LF, NEL, LS and PS.
    private func index(of mark: Mark) -> Int? {
        var line = 1
        var index = 0
        while line < mark.line, index < scalars.count {
            switch scalars[index] {
            case "\r":
                if index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
                line += 1
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": line += 1
            default: break
            }
            index += 1
        }
        guard line == mark.line else { return nil }
        return index + mark.column - 1
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
