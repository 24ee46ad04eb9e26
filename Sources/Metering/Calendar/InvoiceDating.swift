package import Ground

/// The meaning of the date of an invoiced value (`invoiced.reading_date`).
package enum InvoiceDating: String, Sendable, CaseIterable {
    /// The date lies in the invoiced month, usually at its first moment.
    case start
    /// The date closes the invoiced month, usually as the first moment of the next one.
    case end
}

extension MeteringCalendar {
    /// Returns the civil month of an invoiced value.
    ///
    /// A date that closes its month may be a midnight of the civil clock or, as in the API's document, one of UTC. Of
    /// the two months in which the second before it lies, the earlier is returned.
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

    /// Returns the dates that stand for some months.
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
