package import Ground

/// Sums and coverage of one series, for each civil day of some months.
package struct DayTotals: Sendable, Equatable {
    /// One day, or several together.
    package struct Total: Sendable, Equatable {
        /// Sum of the readings that start in it, in the series' unit.
        package var value = 0.0
        /// How many these are; where there is none the sum says nothing.
        package var readings = 0
        /// How much of it is covered by readings, also by those that start before it, in milliseconds.
        package var covered: Int64 = 0
    }

    /// The same in 16 bytes: there are some sixty of them for each series.
    private struct Day: Sendable, Equatable {
        var value = 0.0
        var readings: Int32 = 0
        var covered: Int32 = 0
    }

    private var first = CivilDay(number: 0)
    /// From ``first`` on, without a hole.
    private var days: [Day] = []

    package init() {}

    /// Adds up a stretch of days.
    package func total(of range: Range<CivilDay>) -> Total {
        var total = Total()
        for day in days[indices(of: range)] {
            total.value += day.value
            total.readings += Int(day.readings)
            total.covered += Int64(day.covered)
        }
        return total
    }

    /// Computes days anew.
    ///
    /// - Parameters:
    ///   - readings: in order of time, without overlaps; all that touch the days, and any others.
    package mutating func update(_ range: Range<CivilDay>, with readings: ReadingColumns, _ calendar: MeteringCalendar)
    {
        guard !range.isEmpty else { return }
        makeRoom(for: range)
        var row = 0
        for number in range.lowerBound.number..<range.upperBound.number {
            let time = calendar.time(of: CivilDay(number: number))
            let start = time.lowerBound.milliseconds
            let end = time.upperBound.milliseconds
            var day = Day()
            while row < readings.count, readings.ends[row] <= start { row += 1 }
            var current = row
            while current < readings.count, readings.starts[current] < end {
                day.covered += Int32(min(readings.ends[current], end) - max(readings.starts[current], start))
                if readings.starts[current] >= start {
                    day.value += readings.values[current]
                    day.readings += 1
                }
                current += 1
            }
            days[number - first.number] = day
        }
    }

    /// Forgets the days before one.
    package mutating func forget(before day: CivilDay) {
        guard !days.isEmpty, first < day else { return }
        days.removeFirst(min(days.count, day - first))
        first = day
    }

    private func indices(of range: Range<CivilDay>) -> Range<Int> {
        let bounds = first.number..<(first.number + days.count)
        let clamped = (range.lowerBound.number..<range.upperBound.number).clamped(to: bounds)
        return clamped.lowerBound - first.number..<clamped.upperBound - first.number
    }

    private mutating func makeRoom(for range: Range<CivilDay>) {
        if days.isEmpty { first = range.lowerBound }
        if range.lowerBound < first {
            days.insert(contentsOf: repeatElement(Day(), count: first - range.lowerBound), at: 0)
            first = range.lowerBound
        }
        let lacking = range.upperBound.number - first.number - days.count
        if lacking > 0 { days.append(contentsOf: repeatElement(Day(), count: lacking)) }
    }
}
