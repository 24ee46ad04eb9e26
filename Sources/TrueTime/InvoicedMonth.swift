package import Ground
package import Metering

/// Values invoiced for one series and one civil month, added up; the sample is stamped with the month's end.
package struct InvoicedMonth<Part: InvoicedPart> {
    /// The meter and the invoices' unit.
    package let id: SeriesID
    /// The end of the month, the first moment of the next.
    package let end: Timestamp
    /// The sum of the parts.
    package let value: Double
    /// Invoices of the month, in order of their dates; a customer who moved gets several.
    package let parts: ArraySlice<Part>

    /// Groups a series' invoices by month.
    ///
    /// - Parameters:
    ///   - invoices: in order of their dates.
    ///   - dating: relates a date to its month.
    /// - Returns: the months in order, none of them empty.
    package static func months(
        of id: SeriesID, _ invoices: [Part], _ calendar: MeteringCalendar, _ dating: InvoiceDating
    ) -> [InvoicedMonth] {
        calendar.byMonth(invoices, dating, date: \.date).map { month, parts in
            InvoicedMonth(
                id: id, end: calendar.time(of: month).upperBound, value: parts.reduce(0) { $0 + $1.value }.justified,
                parts: parts)
        }
    }
}

extension InvoicedMonth<ChangedInvoice> {
    /// The newest change among the parts.
    package var change: Int64 { parts.reduce(0) { max($0, $1.change) } }
}

/// An invoiced value with a date.
package protocol InvoicedPart {
    /// The API's `readingDate`: a time in the civil month that was invoiced, or the one that closes it.
    var date: Timestamp { get }
    /// The invoiced value, in the series' unit.
    var value: Double { get }
}

extension Invoice: InvoicedPart {}
extension ChangedInvoice: InvoicedPart {}
