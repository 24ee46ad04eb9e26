import Ground
import HTTPServer

/// A visitor's selection, from the query of the page's address. Any query yields a page.
struct PageQuery: Sendable, Equatable {
    /// Part of a name or an id, in any case; empty for all.
    var text = ""
    /// A delivery category; empty for all.
    var category = ""
    /// A property; empty for all.
    var property = ""
    /// A month or a year to show beside the running ones; nil for none.
    var period: PagePeriod?
    /// A text given as a period that is neither a month nor a year; empty for none.
    var badPeriod = ""
    /// From 1; beyond the last page, the last is shown.
    var page = 1

    init() {}

    /// Reads a selection. Of a repeated parameter the first counts.
    init(_ items: [QueryItem]) {
        func first(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
        text = Self.bounded(first("q"))
        category = Self.bounded(first("category"))
        property = Self.bounded(first("property"))
        let period = Self.bounded(first("period"))
        self.period = PagePeriod(period)
        badPeriod = self.period == nil ? period : ""
        page = Self.page(first("page"))
    }

    var isNarrowed: Bool { !text.isEmpty || !category.isEmpty || !property.isEmpty }

    /// Returns an address, relative to the page's own.
    func address(page: Int) -> String {
        let parameters = [
            ("q", text), ("category", category), ("property", property), ("period", period?.text ?? ""),
            ("page", page == 1 ? "" : String(page)),
        ]
        let query = parameters.filter { !$0.1.isEmpty }.map { "\($0.0)=\(Self.encoded($0.1))" }
        return query.isEmpty ? "./" : "?\(query.joined(separator: "&"))"
    }

    private static func bounded(_ text: String) -> String {
        String(String.UnicodeScalarView(text.trimmed.unicodeScalars.prefix(200)))
    }

    /// Reads a page number: one too large for a machine is the last page, and anything else that is no number the
    /// first.
    private static func page(_ text: String) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit) else { return 1 }
        return max(1, Int(text) ?? .max)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = byte.isASCIIAlphanumeric || "-._~".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }.joined()
    }
}
