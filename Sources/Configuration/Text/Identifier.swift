import Ground

/// The form of a customer number or a metering point's id: open text of the utility, but one word in a list of words.
enum Identifier {
    /// Returns the reason that a text is not valid; nil if it is. Dots, signs and underscores are allowed, so that a
    /// number keeps its text, but not `7,35999E+17`, as a spreadsheet writes large numbers.
    static func fault(of text: String) -> String? {
        guard !text.isEmpty else { return "must not be empty" }
        if text.wholeMatch(of: /[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]+/) != nil {
            return "must be whole: a spreadsheet has shortened this one, so format its column as text"
        }
        let isWord = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-_.+/".utf8.contains($0) }
        return isWord ? nil : "must be letters and digits without blanks"
    }
}
