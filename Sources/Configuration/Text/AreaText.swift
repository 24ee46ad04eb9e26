import Ground

/// An area in square meters as a spreadsheet writes it: `1250`, `1250,5`, or `1 250,5` with any kind of blank.
enum AreaText {
    /// An area above 0, or the reason that there is none.
    enum Result: Equatable {
        case area(Double)
        case fault(String)
    }

    static func read(_ text: String) -> Result {
        let pattern = /(?<whole>[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]+)(?:[.,](?<part>[0-9]+))?/
        guard let match = text.wholeMatch(of: pattern) else { return .fault(Self.form) }
        let whole = match.whole.filter { !$0.isWhitespace }
        let part = match.part ?? "0"
        if part.count == 3, whole.count <= 3, whole.count == match.whole.count, whole.first != "0" {
            return .fault("may be \(whole)\(part) or \(whole).\(part): write it without a separator of thousands")
        }
        guard let area = Double("\(whole).\(part)"), area.isFinite, area > 0 else { return .fault(Self.form) }
        return .area(area)
    }

    private static let form = "is not an area: write square meters above 0, as in `1250` or `1250,5`"
}
