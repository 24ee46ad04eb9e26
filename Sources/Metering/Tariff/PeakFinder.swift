package import Ground

/// Finds the peaks of one course of energy by one tariff.
///
/// It works in two steps, so that a new day costs the work of one day: the candidates of each day, and the choice among
/// the days of a billing period. Days share no interval, so the days' best include the period's best.
package struct PeakFinder: Sendable {
    package let tariff: Tariff
    private let calendar: MeteringCalendar

    /// Creates a finder; `calendar` tells the days and months of the tariff's clock.
    package init(tariff: Tariff, calendar: MeteringCalendar) {
        self.tariff = tariff
        self.calendar = calendar
    }

    /// Returns the intervals of one day of the tariff's clock that can be peaks of its billing period, highest first.
    ///
    /// An interval counts only if all of its readings are there: they fill it, and none reaches out of it.
    ///
    /// - Parameter course: of an energy; all readings that touch the day, and any others.
    package func candidates(of day: CivilDay, in course: Course) -> [Peak] {
        let bounds = calendar.time(of: day, tariff.clock)
        let most = tariff.mostPeaksOfDay
        var candidates: [Peak] = []
        var row = course.readings.firstIndex(endingAfter: bounds.lowerBound.milliseconds)
        var start = bounds.lowerBound
        while start < bounds.upperBound, row < course.readings.count {
            let end = min(start + length(bounds), bounds.upperBound)
            let joules = course.amount(from: start.milliseconds, to: end.milliseconds, row: &row)
            if let joules, let peak = peak(joules / (end - start).inSeconds, at: start, on: day) {
                insert(peak, in: &candidates, most)
            }
            start = end
        }
        return candidates
    }

    /// Returns the peak for the start of its interval and its weighted power, with its price.
    package func peak(at start: Timestamp, weighted watts: Double) -> Peak {
        guard !tariff.windows.isEmpty else { return Peak(start: start, watts: watts, price: tariff.price) }
        let window = window(at: start, on: calendar.day(of: start, tariff.clock))
        return Peak(start: start, watts: watts, price: window?.price ?? tariff.price)
    }

    private func peak(_ watts: Double, at start: Timestamp, on day: CivilDay) -> Peak? {
        // Nearly all tariffs have no windows, and looking at the clock takes time.
        guard !tariff.windows.isEmpty else { return Peak(start: start, watts: watts, price: tariff.price) }
        guard let window = window(at: start, on: day) else { return nil }
        return Peak(start: start, watts: watts * window.weight, price: window.price ?? tariff.price)
    }

    private func window(at start: Timestamp, on day: CivilDay) -> Tariff.Window? {
        tariff.window(day: day, minute: calendar.minute(of: start, tariff.clock))
    }

    /// Returns the power billed for a period; nil if there are no candidates.
    ///
    /// - Parameter candidates: the results of ``candidates(of:in:)`` for the days of the period, in any order.
    package func billed(_ candidates: some Sequence<Peak>) -> BilledPower? {
        var peaks: [Peak] = []
        for candidate in candidates { insert(candidate, in: &peaks, tariff.peaks) }
        return BilledPower(peaks: peaks)
    }

    private func length(_ day: Range<Timestamp>) -> Duration {
        switch tariff.interval {
        case .quarter: .seconds(900)
        case .hour: .seconds(3600)
        case .day: day.upperBound - day.lowerBound
        }
    }

    /// Inserts a peak, keeping the list in order and no longer than `most`.
    private func insert(_ peak: Peak, in peaks: inout [Peak], _ most: Int) {
        if peaks.count == most, let last = peaks.last {
            guard peak.comesBefore(last) else { return }
            peaks.removeLast()
        }
        let place = peaks.firstIndex { peak.comesBefore($0) } ?? peaks.endIndex
        peaks.insert(peak, at: place)
    }
}

extension ReadingColumns {
    /// Returns the first row whose period ends after a time, in milliseconds.
    fileprivate func firstIndex(endingAfter time: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Course {
    /// Returns the sum of the readings that fill a stretch of time; nil if one is missing or reaches over a bound.
    ///
    /// - Parameter row: the first that ends after `start`; on return the first that ends after `end`.
    fileprivate func amount(from start: Int64, to end: Int64, row: inout Int) -> Double? {
        var sum = 0.0
        var filled: Int64 = 0
        while row < readings.count, readings.starts[row] < end {
            let whole = period(row)
            if whole.lowerBound >= start, whole.upperBound <= end {
                sum += readings.values[row]
                filled += readings.ends[row] - readings.starts[row]
            }
            // A reading that reaches over the end belongs to the next stretch too.
            if readings.ends[row] > end { break }
            row += 1
        }
        return filled == end - start ? sum : nil
    }
}
