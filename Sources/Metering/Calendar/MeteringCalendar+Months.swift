package import Ground

extension MeteringCalendar {
    /// Groups invoices by civil month. Several invoices of one month are its parts, as after a customer has moved.
    ///
    /// - Parameters:
    ///   - parts: in order of their dates.
    ///   - dating: relates a date to its month.
    /// - Returns: the months in order, none of them empty.
    package func byMonth<Part>(
        _ parts: [Part], _ dating: InvoiceDating, date: (Part) -> Timestamp
    ) -> [(month: CivilMonth, parts: ArraySlice<Part>)] {
        var months: [(month: CivilMonth, parts: ArraySlice<Part>)] = []
        for index in parts.indices {
            let month = month(invoicedAt: date(parts[index]), dating)
            let start = months.last?.month == month ? months.removeLast().parts.startIndex : index
            months.append((month, parts[start...index]))
        }
        return months
    }
}
