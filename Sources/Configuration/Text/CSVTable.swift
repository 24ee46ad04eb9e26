import Ground

/// A table as spreadsheets write it (RFC 4180): with or without a byte order mark, separated by the header's commas,
/// semicolons or tabs, with quotes around fields that hold one of these.
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
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        let separator = Self.separator(of: text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" })
        var (line, column) = (1, 1)
        var isQuoted = false
        var wasQuote = false
        var isEndOfLine = false
        for scalar in text.unicodeScalars {
            // A carriage return ends a line, alone or with a line feed after it.
            if isEndOfLine, scalar == "\n" { isEndOfLine = false; continue }
            isEndOfLine = false
            if isQuoted, scalar != "\"" {
                field.unicodeScalars.append(scalar)
            } else if scalar == "\"" {
                // A doubled quote inside quotes stands for one quote.
                if !isQuoted, wasQuote { field.unicodeScalars.append(scalar) }
                isQuoted.toggle()
                if isQuoted, !wasQuote { openQuote = SourcePosition(line: line, column: column) }
            } else if scalar == separator {
                endField(before: SourcePosition(line: line, column: column + 1))
            } else if scalar == "\n" || scalar == "\r" {
                isEndOfLine = scalar == "\r"
                endRow(before: SourcePosition(line: line + 1, column: 1))
            } else {
                field.unicodeScalars.append(scalar)
            }
            wasQuote = scalar == "\"" && !isQuoted
            let isNewLine = scalar == "\n" || scalar == "\r"
            (line, column) = isNewLine ? (line + 1, 1) : (line, column + 1)
        }
        if !isQuoted { openQuote = nil }
        endRow(before: start)
    }

    /// Returns the separator that occurs most often in the header.
    private static func separator(of header: Substring.UnicodeScalarView.SubSequence) -> Unicode.Scalar {
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
