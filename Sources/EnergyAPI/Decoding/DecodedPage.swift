/// One page of an answer, read.
package struct DecodedPage<Batch: Sendable>: Sendable {
    package var batch: Batch
    /// The page's word on the next page.
    package var next: NextPage
    /// Elements of `consumptions`, and of all `reading`, whether taken or not.
    package var objectCount: Int
    package var readingCount: Int
    /// The doubled hour in which the page is cut, for the reading of the next one.
    package var cut: CutHour?
}

/// The forms of a page's `next`.
package enum NextPage: Sendable, Equatable {
    /// null, absent, "", `false`, `0`, `"0"`, `"-1"`, `"null"`, `{}` or `[]`.
    case end
    /// A text, or a number's digits.
    case text(String)
    /// Neither: an object or a list of something, `true`.
    case odd
}
