/// One decoded page of an answer.
package struct DecodedPage<Batch: Sendable>: Sendable {
    package var batch: Batch
    /// The page's `next`.
    package var next: NextPage
    /// The numbers of elements of `consumptions`, and of all `reading`, including rejected ones.
    package var objectCount: Int
    package var readingCount: Int
    /// The repeated hour in which the page is cut, for decoding the next one.
    package var cut: CutHour?
}

/// The forms of a page's `next`.
package enum NextPage: Sendable, Equatable {
    /// null, absent, "", `false`, `0`, `"0"`, `"-1"`, `"null"`, `{}` or `[]`.
    case end
    /// A text, or a number's digits.
    case text(String)
    /// Anything else: an object or a list with content, `true`.
    case odd
}
