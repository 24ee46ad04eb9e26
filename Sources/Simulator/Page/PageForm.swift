/// The rules by which answers are cut into pages; the API's document says little about them.
package struct PageForm: Sendable, Hashable {
    /// The form of `next` on all pages but the last.
    package enum Next: String, Sendable, Hashable, CaseIterable {
        /// `"http://127.0.0.1:8180/ConsumptionExternal/api/...&offset=200"`
        case absolute
        /// `"/ConsumptionExternal/api/...&offset=200"`
        case relative
        /// `"?customerNumbers=...&offset=200"`
        case query
        /// `200`
        case number
        /// `"200"`
        case text
        /// No link, although more rows follow: every page ends as the last one does.
        case none
    }

    /// The form of `next` on the last page.
    package enum End: String, Sendable, Hashable, CaseIterable {
        case null, empty, absent
    }

    /// The unit in which `offset` and `maxRows` count.
    package enum Row: String, Sendable, Hashable, CaseIterable {
        /// Elements of `reading`: an object can be spread over several pages.
        case readings
        /// Elements of `consumptions`.
        case consumptions
    }

    /// The form of `next` on all pages but the last.
    package var next = Next.absolute
    /// The form of `next` on the last page.
    package var end = End.null
    /// The unit in which `offset` and `maxRows` count.
    package var row = Row.readings
    /// The most rows on a page, even if the request asks for more or sets no limit; 0 for no limit.
    package var limit = 0
    /// True if a period that starts at `toDate` belongs to the answer.
    package var includesToDate = false

    /// Creates the form that the document suggests: full links, and rows that are readings.
    package init() {}
}
