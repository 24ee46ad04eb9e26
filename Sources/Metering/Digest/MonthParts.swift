import Ground

/// The parts of months that lie in a stretch of days: the index of each month, and the places of these days in it. A
/// snapshot of many metering points asks a million times, so this is no array.
struct MonthParts: Sequence, IteratorProtocol {
    private let first: CivilMonth
    private let range: Range<CivilDay>
    private var left: Range<Int>
    private var start: CivilDay

    /// - Parameters:
    ///   - first: the month of index 0.
    ///   - indices: of the months.
    init(_ first: CivilMonth, _ indices: Range<Int>, _ range: Range<CivilDay>) {
        (self.first, self.range, left) = (first, range, indices)
        start = (first + indices.lowerBound).firstDay
    }

    mutating func next() -> (month: Int, days: Range<Int>)? {
        guard let index = left.first else { return nil }
        let end = (first + index + 1).firstDay
        defer { (left, start) = ((index + 1)..<left.upperBound, end) }
        return (index, Swift.max(0, range.lowerBound - start)..<(Swift.min(end, range.upperBound) - start))
    }
}
