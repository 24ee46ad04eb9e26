package import Ground

/// The meaning of the date of an invoiced value (`invoiced.reading_date`).
package enum InvoiceDating: String, Sendable, CaseIterable {
    /// The date lies in the month that was invoiced: its first moment, as a rule.
    case start
    /// The date closes the month that was invoiced: the first moment of the next one, as a rule.
    case end
}

extension MeteringCalendar {
    /// Finds the civil month that an invoiced value is for.
    ///
    /// - Parameter date: the API's `readingDate`.
    package func month(invoicedAt date: Timestamp, _ dating: InvoiceDating) -> CivilMonth {
        switch dating {
        case .start: month(of: date)
        case .end: month(of: date - .seconds(1))
        }
    }

    /// Returns the dates by which invoiced values are for some months.
    package func dates(of months: Range<CivilMonth>, _ dating: InvoiceDating) -> Range<Timestamp> {
        let first = time(of: months.lowerBound).lowerBound
        let last = time(of: months.upperBound).lowerBound
        return switch dating {
        case .start: first..<last
        case .end: (first + .seconds(1))..<(last + .seconds(1))
        }
    }
}
