package import Ground

/// Sums and coverage of readings, for each day of some months.
///
/// A month can be folded into one total. It then counts only where all of it is asked for.
package struct DayTotals: Sendable, Equatable {
    /// One day, or several together.
    package struct Total: Sendable, Hashable {
        /// Sum of the readings that start in it, or of their shares in it (``Share``).
        package var value = 0.0
        /// The number of readings that contribute to the sum. At 0 the sum carries no information.
        package var readings = 0
        /// The part of the time that readings cover, in milliseconds, including readings that started before.
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

    private var first = CivilMonth(year: 1970, month: 1)
    /// From ``first`` on, without a hole.
    private var months: [MonthTotals] = []

    /// Creates totals without any day.
    package init() {}

    /// Returns the total of a stretch of days; nil if a folded month lies in it with only some of its days.
    package func total(of range: Range<CivilDay>) -> Total? {
        var total = Total()
        for (index, days) in places(of: range) {
            guard let part = months[index].total(of: days) else { return nil }
            total = total + part
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
        makeRoom(for: range.lowerBound.month...(range.upperBound - 1).month)
        var row = 0
        for (index, days) in places(of: range) {
            let month = (first + index).firstDay
            for place in days {
                let time = calendar.time(of: month + place, clock)
                let bounds = time.lowerBound.milliseconds..<time.upperBound.milliseconds
                while row < readings.count, readings.ends[row] <= bounds.lowerBound { row += 1 }
                var day = DayTotal()
                var current = row
                while current < readings.count, readings.starts[current] < bounds.upperBound {
                    day.add(readings, current, in: bounds, share)
                    current += 1
                }
                months[index][place] = day
            }
        }
    }

    /// Returns the total of readings in a stretch of time, in milliseconds.
    ///
    /// - Parameter readings: in order of time, without overlaps.
    package static func total(of readings: ReadingColumns, in bounds: Range<Int64>, _ share: Share) -> Total {
        var day = DayTotal()
        for row in 0..<readings.count
        where readings.ends[row] > bounds.lowerBound && readings.starts[row] < bounds.upperBound {
            day.add(readings, row, in: bounds, share)
        }
        return day.total
    }

    /// Sets the total of one day. A folded month must be cleared first.
    package mutating func set(_ day: CivilDay, _ total: Total) {
        let month = day.month
        makeRoom(for: month...month)
        months[first.distance(to: month)][day - month.firstDay] = DayTotal(total)
    }

    /// Removes the totals of a stretch of days. Folded months must lie in it with all of their days.
    package mutating func clear(_ range: Range<CivilDay>) {
        for (index, days) in places(of: range) { months[index].clear(days) }
    }

    /// Calls a function with each day that has a part of a reading, in order; days of folded months are passed over.
    package func forEach<Failure>(
        in range: Range<CivilDay>, _ body: (CivilDay, Total) throws(Failure) -> Void
    ) throws(Failure) {
        for (index, days) in places(of: range) where months[index].isDaily {
            let month = (first + index).firstDay
            for place in days where months[index][place] != DayTotal() {
                try body(month + place, months[index][place].total)
            }
        }
    }

    // MARK: Months

    /// Gives up the days of all months but some, and keeps their total.
    package mutating func fold(except kept: [CivilMonth]) {
        for index in months.indices where months[index].isDaily && !kept.contains(first + index) {
            months[index].fold()
        }
    }

    /// Returns true if only the total of a month is left, and it has readings.
    package func isFolded(_ month: CivilMonth) -> Bool {
        let index = first.distance(to: month)
        return months.indices.contains(index) && months[index].isFolded
    }

    /// True if no month is held.
    package var isEmpty: Bool { months.isEmpty }

    /// Forgets the months before one.
    package mutating func forget(before month: CivilMonth) {
        guard !months.isEmpty, first < month else { return }
        months.removeFirst(min(months.count, first.distance(to: month)))
        first = month
    }

    /// Returns the parts of the months held that lie in a stretch of days.
    private func places(of range: Range<CivilDay>) -> MonthParts {
        guard !months.isEmpty, !range.isEmpty else { return MonthParts(first, 0..<0, range) }
        let from = max(0, first.distance(to: range.lowerBound.month))
        let to = min(months.count - 1, first.distance(to: (range.upperBound - 1).month))
        return MonthParts(first, from..<max(from, to + 1), range)
    }

    private mutating func makeRoom(for range: ClosedRange<CivilMonth>) {
        if months.isEmpty { first = range.lowerBound }
        if range.lowerBound < first {
            months.insert(contentsOf: (range.lowerBound..<first).map(MonthTotals.init), at: 0)
            first = range.lowerBound
        }
        let end = first + months.count
        if end <= range.upperBound { months += (end...range.upperBound).map(MonthTotals.init) }
    }
}
