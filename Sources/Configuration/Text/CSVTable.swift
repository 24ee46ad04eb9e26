import Ground

/// A table as spreadsheets write it (RFC 4180): with or without a byte order mark, separated by the header's commas,
/// semicolons or tabs, with quotes around fields that hold one of these. A first line such as `sep=;`, by which Excel
/// finds the separator, is no row.
struct CSVTable {
    /// A field and its place.
    struct Field {
        var text: String
        var position: SourcePosition
    }

    /// Rows with any content, the header first.
    private(set) var rows: [[Field]] = []
    /// The position of a quote that is never closed; nil if there is none.
    private(set) var openQuote: SourcePosition?

    private var row: [Field] = []
    private var field = ""
    private var start = SourcePosition(line: 1, column: 1)

    init(_ text: String) {
        let text = text.unicodeScalars.drop { $0 == "\u{FEFF}" }
        let firstLine = text.prefix { $0 != "\n" && $0 != "\r" }
        let named = Self.separator(namedBy: firstLine)
        let separator = named ?? Self.separator(of: firstLine)
        var (line, column) = (1, 1)
        var isQuoted = false
        // The scalar before this one: a quote that may have ended the field, or a carriage return.
        var (wasClosing, wasReturn) = (false, false)
        for scalar in text {
            // A line ends with a line feed, a carriage return, or both.
            let isRestOfEnd = wasReturn && scalar == "\n"
            wasReturn = scalar == "\r"
            if isRestOfEnd, !isQuoted { continue }
            let isClosing = isQuoted && scalar == "\""
            if isQuoted, scalar != "\"" {
                field.unicodeScalars.append(scalar)
            } else if scalar == "\"", isQuoted || wasClosing || field.trimmed.isEmpty {
                // A doubled quote inside quotes stands for one quote; one in the midst of a field is a character.
                if wasClosing { field.unicodeScalars.append(scalar) }
                isQuoted.toggle()
                if isQuoted, !wasClosing { openQuote = SourcePosition(line: line, column: column) }
            } else if scalar == separator {
                endField(before: SourcePosition(line: line, column: column + 1))
            } else if scalar == "\n" || scalar == "\r" {
                endRow(before: SourcePosition(line: line + 1, column: 1))
            } else {
                field.unicodeScalars.append(scalar)
            }
            wasClosing = isClosing
            let isNewLine = scalar == "\r" || scalar == "\n"
            if !isRestOfEnd { (line, column) = isNewLine ? (line + 1, 1) : (line, column + 1) }
        }
        if !isQuoted { openQuote = nil }
        endRow(before: start)
        if named != nil, rows.first?[0].position.line == 1 { rows.removeFirst() }
    }

    /// Returns the separator that a line such as `sep=;` names; nil for any other line.
    private static func separator(namedBy line: Substring.UnicodeScalarView) -> Unicode.Scalar? {
        let text = Substring(line).replacing("\"", with: "").lowercased()
        guard text.hasPrefix("sep="), text.unicodeScalars.count == 5 else { return nil }
        return text.unicodeScalars.last
    }

    /// Returns the separator that occurs most often in the header.
    private static func separator(of header: Substring.UnicodeScalarView) -> Unicode.Scalar {
        let candidates: [Unicode.Scalar] = [";", "\t", ","]
        let counts = candidates.map { one in header.filter { $0 == one }.count }
        return zip(candidates, counts).reduce((candidates[2], 0)) { $1.1 > $0.1 ? $1 : $0 }.0
    }

    private mutating func endField(before next: SourcePosition) {
        row.append(Field(text: String(field.trimmed), position: start))
        field = ""
        start = next
    }

    private mutating func endRow(before next: SourcePosition) {
        endField(before: next)
        if row.contains(where: { !$0.text.isEmpty }) { rows.append(row) }
        row = []
    }
}
