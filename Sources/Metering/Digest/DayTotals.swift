package import Ground

/// Sums and coverage of readings, for each day of some months.
package struct DayTotals: Sendable, Equatable {
    /// One day, or several together.
    package struct Total: Sendable, Hashable {
        /// Sum of the readings that start in it, or of their shares in it (``Share``).
        package var value = 0.0
        /// The number of readings that contribute to the sum. At 0 the sum carries no information.
        package var readings = 0
        /// The part of the day that readings cover, in milliseconds, including readings that started the day before.
        package var covered: Int64 = 0

        /// Creates a total; the default is that of a day without readings.
        package init(value: Double = 0, readings: Int = 0, covered: Int64 = 0) {
            self.value = value
            self.readings = readings
            self.covered = covered
        }

        /// Adds values, counts and covered time.
        package static func + (left: Total, right: Total) -> Total {
            Total(
                value: left.value + right.value, readings: left.readings + right.readings,
                covered: left.covered + right.covered)
        }
    }

    /// The treatment of a reading over midnight.
    package enum Share {
        /// The day in which it starts gets all of it.
        case atStart
        /// Each day gets the part that falls into it, as if the amount were spread evenly.
        case evenly
    }

    /// A ``Total`` in 16 bytes, because each series has about sixty of them.
    fileprivate struct Day: Sendable, Equatable {
        var value = 0.0
        var readings: Int32 = 0
        var covered: Int32 = 0

        var total: Total { Total(value: value, readings: Int(readings), covered: Int64(covered)) }

        /// Adds a reading that touches the day.
        mutating func add(_ all: ReadingColumns, _ row: Int, in bounds: Range<Int64>, _ share: Share) {
            let inside = min(all.ends[row], bounds.upperBound) - max(all.starts[row], bounds.lowerBound)
            covered += Int32(inside)
            let length = all.ends[row] - all.starts[row]
            switch share {
            case .atStart:
                guard all.starts[row] >= bounds.lowerBound else { return }
                value += all.values[row]
            case .evenly:
                // A share of the whole may differ from the amount in the last digit.
                value += inside == length ? all.values[row] : all.values[row] * Double(inside) / Double(length)
            }
            readings += 1
        }
    }

    private var first = CivilDay(number: 0)
    /// From ``first`` on, without a hole.
    private var days: [Day] = []

    /// Creates totals without any day.
    package init() {}

    /// Returns the total of a stretch of days.
    package func total(of range: Range<CivilDay>) -> Total {
        var total = Total()
        for day in days[indices(of: range)] {
            total.value += day.value
            total.readings += Int(day.readings)
            total.covered += Int64(day.covered)
        }
        return total
    }

    /// Computes days again.
    ///
    /// - Parameters:
    ///   - readings: in order of time, without overlaps; all that touch the days, and any others.
    ///   - clock: sets the bounds of days.
    mutating func update(
        _ range: Range<CivilDay>, with readings: ReadingColumns, _ share: Share, _ calendar: MeteringCalendar,
        _ clock: MeteringCalendar.Clock
    ) {
        guard !range.isEmpty else { return }
        makeRoom(for: range)
        var row = 0
        for number in range.lowerBound.number..<range.upperBound.number {
            let time = calendar.time(of: CivilDay(number: number), clock)
            let bounds = time.lowerBound.milliseconds..<time.upperBound.milliseconds
            while row < readings.count, readings.ends[row] <= bounds.lowerBound { row += 1 }
            var day = Day()
            var current = row
            while current < readings.count, readings.starts[current] < bounds.upperBound {
                day.add(readings, current, in: bounds, share)
                current += 1
            }
            days[number - first.number] = day
        }
    }

    /// Returns the total of readings in a stretch of time, in milliseconds.
    ///
    /// - Parameter readings: in order of time, without overlaps.
    package static func total(of readings: ReadingColumns, in bounds: Range<Int64>, _ share: Share) -> Total {
        var day = Day()
        for row in 0..<readings.count
        where readings.ends[row] > bounds.lowerBound && readings.starts[row] < bounds.upperBound {
            day.add(readings, row, in: bounds, share)
        }
        return day.total
    }

    /// Sets the total of one day.
    package mutating func set(_ day: CivilDay, _ total: Total) {
        makeRoom(for: day..<(day + 1))
        days[day - first] = Day(total)
    }

    /// Removes the totals of a stretch of days.
    package mutating func clear(_ range: Range<CivilDay>) {
        for index in indices(of: range) { days[index] = Day() }
    }

    /// Calls a function with each day that has a part of a reading, in order.
    package func forEach<Failure>(
        in range: Range<CivilDay>, _ body: (CivilDay, Total) throws(Failure) -> Void
    ) throws(Failure) {
        for index in indices(of: range) where days[index] != Day() { try body(first + index, days[index].total) }
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

extension DayTotals.Day {
    fileprivate init(_ total: DayTotals.Total) {
        self.init(
            value: total.value, readings: Int32(clamping: total.readings), covered: Int32(clamping: total.covered))
    }
}
