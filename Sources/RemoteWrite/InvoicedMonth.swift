import Metering
import ReadingStore

/// What was invoiced for one series and one civil month; several parts of it are added.
struct InvoicedMonth: Equatable {
    var id: SeriesID
    /// The month's end, which the sample is stamped with.
    var end: Timestamp
    var value: Double
    /// The newest change among its parts.
    var change: Int64

    /// - Parameter invoices: in order of their dates.
    static func months(
        of id: SeriesID, _ invoices: [ChangedInvoice], _ calendar: MeteringCalendar
    ) -> [InvoicedMonth] {
        calendar.byMonth(invoices, date: \.date).map { month, parts in
            InvoicedMonth(
                id: id, end: calendar.time(of: month).upperBound, value: parts.reduce(0) { $0 + $1.value },
                change: parts.reduce(0) { max($0, $1.change) })
        }
    }
}
