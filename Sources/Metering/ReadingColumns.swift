/// Readings of one series as parallel arrays, all of one length.
package struct ReadingColumns: Sendable, Equatable {
    /// Period starts and ends in milliseconds since the epoch.
    package var starts: [Int64]
    package var ends: [Int64]
    package var values: [Double]
    /// Indices into the batch's status texts.
    package var statuses: [UInt32]

    /// Creates columns from four arrays of one length.
    package init(starts: [Int64] = [], ends: [Int64] = [], values: [Double] = [], statuses: [UInt32] = []) {
        self.starts = starts
        self.ends = ends
        self.values = values
        self.statuses = statuses
    }

    package var count: Int { starts.count }
    package var isEmpty: Bool { starts.isEmpty }

    /// Sorts by start; of one start the shorter comes first.
    ///
    /// - Returns: true if no reading overlaps the next.
    package mutating func sort() -> Bool {
        let order = starts.indices.sorted { (starts[$0], ends[$0], $0) < (starts[$1], ends[$1], $1) }
        self = ReadingColumns(
            starts: order.map { starts[$0] }, ends: order.map { ends[$0] },
            values: order.map { values[$0] }, statuses: order.map { statuses[$0] })
        return isInOrder
    }

    /// Removes the rows whose period satisfies `isDropped`.
    ///
    /// - Returns: the number of removed rows.
    package mutating func drop(where isDropped: (_ start: Int64, _ end: Int64) -> Bool) -> Int {
        guard let first = starts.indices.first(where: { isDropped(starts[$0], ends[$0]) }) else { return 0 }
        var next = first
        for index in first..<count where !isDropped(starts[index], ends[index]) {
            starts[next] = starts[index]
            ends[next] = ends[index]
            values[next] = values[index]
            statuses[next] = statuses[index]
            next += 1
        }
        let dropped = count - next
        starts.removeLast(dropped)
        ends.removeLast(dropped)
        values.removeLast(dropped)
        statuses.removeLast(dropped)
        return dropped
    }

    /// True if each reading starts at or after the end of the one before it.
    package var isInOrder: Bool {
        starts.withUnsafeBufferPointer { starts in
            ends.withUnsafeBufferPointer { ends in
                var index = 1
                while index < starts.count {
                    if ends[index - 1] > starts[index] { return false }
                    index += 1
                }
                return true
            }
        }
    }
}

extension ReadingColumns {
    // Inlinable: without specialization for the decoder, in another module, this took two fifths of its time.
    /// Appends rows column by column; all columns have one length.
    @inlinable package mutating func append(
        starts: some Collection<Int64>, ends: some Collection<Int64>, values: some Collection<Double>,
        statuses: some Collection<UInt32>
    ) {
        self.starts.append(contentsOf: starts)
        self.ends.append(contentsOf: ends)
        self.values.append(contentsOf: values)
        self.statuses.append(contentsOf: statuses)
    }
}
