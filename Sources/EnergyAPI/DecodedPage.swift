/// One page of an answer, read.
package struct DecodedPage<Batch: Sendable>: Sendable {
    package var batch: Batch
    /// What the page says of the next one.
    package var next: NextPage
    /// Elements of `consumptions`, and of all `reading`, whether taken or not.
    package var objectCount: Int
    package var readingCount: Int
}

/// What a page's `next` holds.
package enum NextPage: Sendable, Equatable {
    /// null, absent or "".
    case end
    /// A text, or a number's digits.
    case text(String)
    /// Neither: an object, a list, a truth value.
    case odd
}
