import Ground

/// A CSV file that a key of the configuration names. Its faults have its own lines and columns.
struct TableFile {
    /// One row, by the names of the columns.
    struct Row {
        let key: CSVTable.Field
        let fields: [String: CSVTable.Field]

        /// The texts that are not empty.
        var texts: [String: String] { fields.mapValues(\.text).filter { !$0.value.isEmpty } }

        subscript(column: String) -> String? { texts[column] }
    }

    /// The largest accepted file, in bytes; one with ten thousand metering points has a tenth of that.
    private static let sizeLimit = 16 << 20

    private let path: String
    private let keyPath: String
    private let faults: FaultList
    private let table: CSVTable
    private var header: [String] = []

    /// Reads the file and its header.
    ///
    /// - Parameters:
    ///   - required: the columns that must be there.
    ///   - optional: further allowed ones.
    ///   - prefix: the prefix of further columns, whose names after it are labels.
    /// - Returns: nil if the file cannot be read or lacks a column, which is a reported fault.
    init?(_ value: ConfigurationValue, required: [String], optional: [String] = [], prefix: String?) {
        guard let path = value.filePath() else { return nil }
        value.context.files.insert(path)
        do {
            let bytes = try SmallFile(path, limit: Self.sizeLimit).bytes
            guard let text = String(validating: bytes, as: UTF8.self) else {
                value.context.faults.add(
                    "is not in UTF-8: save it as `CSV UTF-8`", at: Self.firstBadLine(of: bytes), path: value.path,
                    file: path)
                return nil
            }
            table = CSVTable(text)
        } catch {
            value.fault("\(quoted(path: path)) cannot be read: \(error.reason(limit: Self.sizeLimit))")
            return nil
        }
        self.path = path
        keyPath = value.path
        faults = value.context.faults
        let columns = required + optional
        if let place = table.openQuote { fault("a quote is opened here and never closed", at: place) }
        guard let first = table.rows.first else {
            value.fault("\(quoted(path: path)) is empty: it needs a header such as `\(columns.joined(separator: ","))`")
            return nil
        }
        header = first.map { readColumn($0, columns, prefix) }
        for (index, name) in header.enumerated() where !name.isEmpty && header[..<index].contains(name) {
            fault("the column \(quoted(name)) is there twice: remove one", at: first[index].position)
        }
        let missing = required.filter { !header.contains($0) }
        for name in missing { fault("the column `\(name)` is missing", at: first[0].position) }
        if !missing.isEmpty { return nil }
    }

    /// Returns the start of the first line that is not UTF-8.
    private static func firstBadLine(of bytes: [UInt8]) -> SourcePosition {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        return SourcePosition(line: bad + 1, column: 1)
    }

    private func readColumn(_ field: CSVTable.Field, _ columns: [String], _ prefix: String?) -> String {
        let name = field.text
        if columns.contains(name) { return name }
        if let prefix, name.hasPrefix(prefix) {
            if let reason = FreeLabel.fault(of: String(name.dropFirst(prefix.count))) {
                fault(reason, at: field.position)
            }
            return name
        }
        let near = NearMiss.suggestion(for: name, among: columns).map { ", did you mean `\($0)`?" } ?? ""
        let known = columns.map { "`\($0)`" }.joined(separator: ", ")
        let further = prefix.map { ", and `\($0)…` for further labels" } ?? ""
        if !name.isEmpty {
            fault("unknown column \(quoted(name))\(near): there are \(known)\(further)", at: field.position)
        }
        return ""
    }

    func fault(_ message: String, at position: SourcePosition) {
        faults.add(message, at: position, path: keyPath, file: path)
    }

    /// Returns the rows after the header. A row without a key, and a repeated key, are faults.
    ///
    /// - Parameter check: returns the reason that a text is no valid key.
    func rows(keyedBy column: String, check: (String) -> String?) -> [Row] {
        var lines: [String: Int] = [:]
        return table.rows.dropFirst().compactMap { fields in
            let named = Dictionary(zip(header, fields), uniquingKeysWith: { first, _ in first })
            for field in fields where field.text.hasControlCharacter {
                fault("must not contain a line break or another control character", at: field.position)
            }
            if fields.count > header.count, let extra = fields[header.count...].first(where: { !$0.text.isEmpty }) {
                fault("the row has more fields than the header has columns", at: extra.position)
            }
            guard let key = named[column], !key.text.isEmpty else {
                fault("the row has no `\(column)`", at: fields[0].position)
                return nil
            }
            if let reason = check(key.text) {
                fault(reason, at: key.position)
                return nil
            }
            if let first = lines.updateValue(key.position.line, forKey: key.text) {
                fault("\(quoted(key.text)) is given twice (the first is on line \(first))", at: key.position)
                return nil
            }
            return Row(key: key, fields: named)
        }
    }
}
