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
        invoices.reduce(into: []) { months, invoice in
            let end = calendar.time(of: calendar.month(of: invoice.date)).upperBound
            if months.last?.end == end {
                months[months.count - 1].value += invoice.value
                months[months.count - 1].change = max(months[months.count - 1].change, invoice.change)
            } else {
                months.append(InvoicedMonth(id: id, end: end, value: invoice.value, change: invoice.change))
            }
        }
    }
}
