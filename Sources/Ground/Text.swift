extension Unicode.Scalar {
    /// A control character: C0, DEL and C1.
    package var isControl: Bool { properties.generalCategory == .control }
}

extension StringProtocol {
    /// True if the text holds a control character, a line break or a tab.
    package var hasControlCharacter: Bool { unicodeScalars.contains { $0.isControl } }

    /// The text without surrounding blanks, tabs and line breaks.
    package var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}

/// Returns a value for an error: between backticks, without control characters, and cut if it is long.
package func quoted(_ text: some StringProtocol, limit: Int = 60) -> String {
    let shown = text.unicodeScalars.prefix(limit).map { $0.isControl ? "\u{FFFD}" : String($0) }.joined()
    return "`\(shown)\(text.unicodeScalars.count > limit ? "…" : "")`"
}

/// Returns a path for an error: whole, because its end says most.
package func quoted(path: String) -> String {
    quoted(path, limit: 4_096)
}
