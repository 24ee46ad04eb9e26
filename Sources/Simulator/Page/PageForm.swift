/// How the API cuts answers into pages, of which its document says little.
package struct PageForm: Sendable, Hashable {
    /// What `next` holds where more follows.
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
        /// Nothing, although the page is full: it ends as the last one does.
        case none
    }

    /// What `next` holds on the last page.
    package enum End: String, Sendable, Hashable, CaseIterable {
        case null, empty, absent
    }

    /// What `offset` and `maxRows` count.
    package enum Row: String, Sendable, Hashable, CaseIterable {
        /// Elements of `reading`: an object can be spread over several pages.
        case readings
        /// Elements of `consumptions`.
        case consumptions
    }

    package var next = Next.absolute
    package var end = End.null
    package var row = Row.readings
    /// The most rows on a page, also where the request asks for more or sets no limit; 0 sets none.
    package var limit = 0
    /// Whether a period that starts at `toDate` belongs to the answer.
    package var includesToDate = false

    package init() {}
}
