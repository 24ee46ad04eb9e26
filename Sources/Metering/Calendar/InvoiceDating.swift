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
    /// A date that closes its month may be a midnight of the civil clock or, as in the API's document, one of UTC: the month is
    /// the earlier of those in which the second before lies.
    ///
    /// - Parameter date: the API's `readingDate`.
    package func month(invoicedAt date: Timestamp, _ dating: InvoiceDating) -> CivilMonth {
        switch dating {
        case .start: return month(of: date)
        case .end:
            let before = date - .seconds(1)
            return min(month(of: before), before.utcDay.month)
        }
    }

    /// Returns the dates by which invoiced values are for some months.
    package func dates(of months: Range<CivilMonth>, _ dating: InvoiceDating) -> Range<Timestamp> {
        firstDate(of: months.lowerBound, dating)..<firstDate(of: months.upperBound, dating)
    }

    private func firstDate(of month: CivilMonth, _ dating: InvoiceDating) -> Timestamp {
        let first = start(of: month.firstDay)
        switch dating {
        case .start: return first
        case .end:
            let utc = Timestamp(milliseconds: Int64(month.firstDay.number) * Timestamp.millisecondsPerDay)
            return max(first, utc) + .seconds(1)
        }
    }
}
