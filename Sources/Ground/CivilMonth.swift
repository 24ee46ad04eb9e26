/// A month of the Gregorian calendar, without a time zone.
package struct CivilMonth: Sendable, Hashable, Comparable {
    package let year: Int
    /// From 1 to 12.
    package let month: Int

    /// - Parameter month: may be outside 1 to 12: month 0 is the December before.
    package init(year: Int, month: Int) {
        let months = year * 12 + month - 1
        self.year = months >= 0 ? months / 12 : (months - 11) / 12
        self.month = months - self.year * 12 + 1
    }

    package var firstDay: CivilDay { CivilDay(year: year, month: month, day: 1) }
    package var days: Range<CivilDay> { firstDay..<(self + 1).firstDay }

    /// Returns the month `months` later.
    package static func + (month: CivilMonth, months: Int) -> CivilMonth {
        CivilMonth(year: month.year, month: month.month + months)
    }

    /// Returns the month `months` earlier.
    package static func - (month: CivilMonth, months: Int) -> CivilMonth { month + -months }

    /// Orders by date.
    package static func < (left: CivilMonth, right: CivilMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}

/// A range of months is a collection of them.
extension CivilMonth: Strideable {
    /// Returns the number of months up to another month, negative for an earlier one.
    package func distance(to other: CivilMonth) -> Int { (other.year - year) * 12 + other.month - month }
    /// Returns the month that lies `months` later, or earlier if negative.
    package func advanced(by months: Int) -> CivilMonth { self + months }
}

extension CivilMonth: CustomStringConvertible {
    /// `2026-10`
    package var description: String { "\(padded(year, 4))-\(padded(month, 2))" }
}
