/// The readings of one meter in units of one kind, with each moment counted once.
///
/// If two series hold the same time, the one whose unit comes first counts (``UnitKind/precedes(_:_:)``). A reading in
/// another unit keeps the part outside that time, as if its amount were spread evenly over its period.
///
/// ```swift
/// let course = Course([("kWh", untilJune), ("MWh", fromJune)])
/// course.readings    // in joules
/// ```
package struct Course: Sendable, Equatable {
    /// In order of time, without overlaps; energies in joules, others in their unit.
    package private(set) var readings: ReadingColumns
    /// The whole periods of readings of which only a part counts, by row.
    private var wholes: [Int: Range<Int64>] = [:]

    /// Joins series whose units are of one kind.
    ///
    /// - Parameter series: each in order of time, without overlaps; the units in any order. Their statuses are left
    ///   out.
    package init(_ series: [(unit: String, readings: ReadingColumns)]) {
        let inOrder = series.filter { !$0.readings.isEmpty }.sorted { UnitKind.precedes($0.unit, $1.unit) }
        guard let first = inOrder.first else {
            readings = ReadingColumns()
            return
        }
        readings = Self.converted(first.readings, from: first.unit)
        for other in inOrder.dropFirst() { add(Self.converted(other.readings, from: other.unit)) }
    }

    /// Returns the period of the reading that a row is, or is a part of.
    package func period(_ row: Int) -> Range<Int64> {
        let piece = readings.starts[row]..<readings.ends[row]
        // Nearly always there are none, and a lookup would take time.
        return wholes.isEmpty ? piece : wholes[row] ?? piece
    }

    private static func converted(_ readings: ReadingColumns, from unit: String) -> ReadingColumns {
        var converted = readings
        converted.statuses = []
        if let energy = EnergyUnit(unit) { converted.values = readings.values.map { $0 * energy.joules } }
        return converted
    }

    /// Adds the parts of readings that lie in time that is still free.
    private mutating func add(_ other: ReadingColumns) {
        var merged = Pieces()
        var row = 0
        for index in 0..<other.count {
            let whole = other.starts[index]..<other.ends[index]
            var free = whole.lowerBound
            while row < readings.count, readings.starts[row] < whole.upperBound {
                merged.append(free..<max(free, readings.starts[row]), of: whole, other.values[index])
                free = max(free, readings.ends[row])
                // A reading that reaches over the end may also cover the beginning of the next stretch.
                if readings.ends[row] > whole.upperBound { break }
                merged.append(readings.starts[row]..<readings.ends[row], of: period(row), partial: readings.values[row])
                row += 1
            }
            merged.append(free..<max(free, whole.upperBound), of: whole, other.values[index])
        }
        while row < readings.count {
            merged.append(readings.starts[row]..<readings.ends[row], of: period(row), partial: readings.values[row])
            row += 1
        }
        readings = merged.readings
        wholes = merged.wholes
    }
}

/// Rows of a course under construction.
private struct Pieces {
    var readings = ReadingColumns()
    var wholes: [Int: Range<Int64>] = [:]

    /// Appends the share of a reading that falls into a part of its period; nothing if that is empty.
    mutating func append(_ piece: Range<Int64>, of whole: Range<Int64>, _ value: Double) {
        guard !piece.isEmpty else { return }
        let share = piece == whole ? value : value * Double(piece.count) / Double(whole.count)
        append(piece, of: whole, partial: share)
    }

    /// Appends a part of a reading, given the amount in that part.
    mutating func append(_ piece: Range<Int64>, of whole: Range<Int64>, partial value: Double) {
        if piece != whole { wholes[readings.count] = whole }
        readings.starts.append(piece.lowerBound)
        readings.ends.append(piece.upperBound)
        readings.values.append(value)
    }
}
