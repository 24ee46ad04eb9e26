import Yams

/// The text of a YAML file as it is handed to Yams: asterisks hidden, keys given twice marked; and the way back.
struct YAMLSource {
    /// Stands for `*`, so that an alias is a plain scalar to Yams.
    private let asterisk: Unicode.Scalar
    /// Put around a number before a key that comes again later in its mapping.
    private let fence: Unicode.Scalar
    private var scalars: [Unicode.Scalar]
    /// What was put in, in the order in which it was; columns are those of the text before each.
    private var insertions: [(line: Int, column: Int, count: Int)] = []

    /// Nil where no two private-use characters are left to work with.
    init?(_ text: String.UnicodeScalarView) {
        let privateUse: ClosedRange<UInt32> = 0xE000...0xF8FF
        let used = Set(text.lazy.map(\.value).filter(privateUse.contains))
        let free = privateUse.lazy.filter { !used.contains($0) }.prefix(2).compactMap(Unicode.Scalar.init)
        guard let first = free.first, let last = free.last, first != last else { return nil }
        (asterisk, fence) = (first, last)
        scalars = text.map { $0 == "*" ? first : $0 }
    }

    /// What Yams is to read.
    var text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// How many keys were marked.
    var marked: Int { insertions.count }

    /// The name that an alias written as this plain scalar means.
    func aliasName(_ scalar: String) -> String? {
        guard scalar.unicodeScalars.first == asterisk else { return nil }
        return String(scalar.unicodeScalars.dropFirst())
    }

    /// A scalar as the file has it.
    func restored(_ scalar: String) -> String {
        guard scalar.unicodeScalars.contains(asterisk) else { return scalar }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalar.unicodeScalars.lazy.map { $0 == asterisk ? "*" : $0 })
        return String(text)
    }

    /// A key as the file has it, and whether it was marked as one that comes again.
    func restoredKey(_ scalar: String) -> (key: String, comesAgain: Bool) {
        let parts = scalar.unicodeScalars.split(separator: fence, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return (restored(scalar), false) }
        return (restored(String(parts[2])), true)
    }

    /// Makes the key there differ from every other.
    /// - Returns: false where that is no simple key, and nothing was done.
    mutating func markKey(at mark: Mark) -> Bool {
        guard var index = index(of: mark), index < scalars.count else { return false }
        let quote: [Unicode.Scalar] = ["\"", "'"]
        if quote.contains(scalars[index]) { index += 1 }
        let indicators: [Unicode.Scalar] = ["&", "!", "?", "|", ">", "[", "{", "%", "@", "`"]
        guard index < scalars.count, !indicators.contains(scalars[index]) else { return false }
        let insertion = [fence] + "\(marked)".unicodeScalars + [fence]
        scalars.insert(contentsOf: insertion, at: index)
        insertions.append((mark.line, mark.column, insertion.count))
        return true
    }

    /// The place in the file of a place in the text that Yams read.
    func position(of mark: Mark) -> SourcePosition {
        var column = mark.column
        for insertion in insertions.reversed() where insertion.line == mark.line && column > insertion.column {
            column = max(insertion.column, column - insertion.count)
        }
        return SourcePosition(line: mark.line, column: column)
    }

    /// The character at a place in the text that Yams read.
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
}
